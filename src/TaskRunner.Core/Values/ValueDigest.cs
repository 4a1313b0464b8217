using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskRunner.Secrets;

namespace TaskRunner.Values;

/// <summary>
/// The digest of a value: SHA-256 over its canonical JSON. Canonical is: no white space, keys in ordinal order, each number
/// as <c>[-]digits[e±n]</c> without zeros at either end of the digits (<c>1</c>, <c>1.0</c> and <c>10e-1</c> are all
/// <c>1</c>; <c>100</c> is <c>1e2</c>), strings with the shortest escapes, a secret as its fingerprint. Equal values have
/// equal digests; stored plans and input digests depend on it, so the form never changes.
/// </summary>
public static class ValueDigest
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <returns><c>sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    public static string Of(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, value);
        }

        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))}";
    }

    /// <summary>The canonical JSON that <see cref="Of"/> hashes.</summary>
    public static string CanonicalText(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case NumberValue number:
                writer.WriteRawValue(CanonicalNumber(number.Literal), skipInputValidation: true);
                break;
            case ListValue list:
                WriteList(writer, list);
                break;
            case MapValue map:
                WriteMap(writer, map);
                break;
            case SecretValue secret:
                WriteMap(writer, SecretJson.ToValue(secret, SecretForm.Fingerprint));
                break;
            default:
                JsonWriter.Write(writer, value);
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter writer, ListValue list)
    {
        writer.WriteStartArray();
        foreach (var item in list.Items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, MapValue map)
    {
        writer.WriteStartObject();
        var entries = map.Entries.Length < 2 ? map.Entries : map.Entries.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        foreach (var entry in entries)
        {
            writer.WritePropertyName(entry.Key);
            Write(writer, entry.Value);
        }

        writer.WriteEndObject();
    }

    private static string CanonicalNumber(string literal)
    {
        var exponentAt = literal.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? literal.AsSpan() : literal.AsSpan(0, exponentAt);
        var isNegative = mantissa[0] == '-';
        mantissa = isNegative ? mantissa[1..] : mantissa;
        var point = mantissa.IndexOf('.');
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = (point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..])).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            return "0";
        }

        // An exponent may have any number of digits: JSON sets no bound.
        var exponent = exponentAt < 0
            ? BigInteger.Zero
            : BigInteger.Parse(literal.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        exponent += digits.Length - significant.Length - fraction;
        return $"{(isNegative ? "-" : "")}{significant}{(exponent.IsZero ? "" : "e" + exponent.ToString(CultureInfo.InvariantCulture))}";
    }
}
