using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>
/// The JSON of a secret: <c>{"$secret": fingerprint}</c> and, in the store, <c>"ref"</c> or <c>"sealed"</c> (base64) beside it.
/// </summary>
public static class SecretJson
{
    internal const string Marker = "$secret";

    public static MapValue ToValue(SecretValue secret, SecretForm form)
    {
        var map = MapValue.Of((Marker, Value.From(secret.Fingerprint)));
        if (form == SecretForm.Fingerprint)
        {
            return map;
        }

        return secret.Content switch
        {
            SecretContent.Reference r => map.With("ref", r.Source),
            SecretContent.Sealed s => map.With("sealed", Value.From(Convert.ToBase64String(s.Box.Span))),
            _ => map,
        };
    }

    /// <summary>Reads JSON that the store wrote. A text without the marker, which is most, is not searched any further.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON.</exception>
    public static Value ReadStored(ReadOnlySpan<byte> utf8)
    {
        var value = JsonReader.ReadTrusted(utf8);
        return utf8.IndexOf("\"$secret\""u8) < 0 ? value : Restore(value);
    }

    /// <summary>Reads back what the store wrote: every <c>$secret</c> map at any depth becomes a secret again.</summary>
    public static Value Restore(Value value) => value switch
    {
        MapValue map when map.TryGet(Marker, out var print) && print is StringValue text => RestoreSecret(map, text.Text),
        MapValue map => new MapValue([.. map.Entries.Select(e => e with { Value = Restore(e.Value) })], map.Span),
        ListValue list => new ListValue([.. list.Items.Select(Restore)], list.Span),
        _ => value,
    };

    private static SecretValue RestoreSecret(MapValue map, string fingerprint)
    {
        SecretContent content = map["ref"] is MapValue source ? new SecretContent.Reference(source)
            : map["sealed"] is StringValue box ? new SecretContent.Sealed(Convert.FromBase64String(box.Text))
            : new SecretContent.Derived();
        return new SecretValue(content, fingerprint);
    }
}
