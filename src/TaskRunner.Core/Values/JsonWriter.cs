using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskRunner.Secrets;

namespace TaskRunner.Values;

/// <summary>Writes values as JSON. Plaintext of a secret can not come out of here: only its fingerprint, or its sealed form.</summary>
public static class JsonWriter
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    public static string ToText(Value value, bool indented = false) => Encoding.UTF8.GetString(ToUtf8(value, indented).Span);

    public static ReadOnlyMemory<byte> ToUtf8(Value value, bool indented = false, SecretForm secrets = SecretForm.Fingerprint)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact))
        {
            Write(writer, value, secrets);
        }

        return buffer.WrittenMemory;
    }

    public static void Write(Utf8JsonWriter writer, Value value, SecretForm secrets = SecretForm.Fingerprint)
    {
        switch (value)
        {
            case NullValue:
                writer.WriteNullValue();
                break;
            case BooleanValue b:
                writer.WriteBooleanValue(b.Value);
                break;
            case NumberValue n:
                writer.WriteRawValue(n.Literal, skipInputValidation: true);
                break;
            case StringValue s:
                writer.WriteStringValue(s.Text);
                break;
            case ListValue list:
                WriteList(writer, list, secrets);
                break;
            case MapValue map:
                WriteMap(writer, map, secrets);
                break;
            case SecretValue secret:
                Write(writer, SecretJson.ToValue(secret, secrets), secrets);
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter writer, ListValue list, SecretForm secrets)
    {
        writer.WriteStartArray();
        foreach (var item in list.Items)
        {
            Write(writer, item, secrets);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, MapValue map, SecretForm secrets)
    {
        writer.WriteStartObject();
        foreach (var entry in map.Entries)
        {
            writer.WritePropertyName(entry.Key);
            Write(writer, entry.Value, secrets);
        }

        writer.WriteEndObject();
    }
}

/// <summary>How a secret is written.</summary>
public enum SecretForm
{
    /// <summary><c>{"$secret":"fingerprint"}</c>: for people, plans, exports.</summary>
    Fingerprint,

    /// <summary>With the reference or the sealed bytes, so that the same store can use it again: for the store only.</summary>
    Sealed,
}
