using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>Reads <c>x-generate</c>: exactly one of <c>length</c>, <c>bytes</c> and <c>uuid</c> says which kind is meant.</summary>
internal static class GenerateReader
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Longest = 4096;
    private const string Wanted = "{length, alphabet?} | {bytes, encoding?} | {uuid: true}";

    public static GenerateRule? Read(KeywordMap keywords)
    {
        if (keywords.SubMap("x-generate") is not { } map)
        {
            return null;
        }

        GenerateRule? rule = null;
        if (HasOnly(map, "length", "alphabet") && Size(map["length"]) is { } length)
        {
            var alphabet = map["alphabet"] is null ? LettersAndDigits : (map["alphabet"] as StringValue)?.Text ?? "";
            rule = alphabet.Distinct().Count() > 1 ? new GenerateRule.Characters(length, alphabet) : null;
        }
        else if (HasOnly(map, "bytes", "encoding") && Size(map["bytes"]) is { } count)
        {
            var encoding = map["encoding"] is null ? "base64" : (map["encoding"] as StringValue)?.Text;
            rule = encoding is "base64" or "base64url" or "hex" ? new GenerateRule.Bytes(count, encoding) : null;
        }
        else if (HasOnly(map, "uuid", "uuid") && map["uuid"] is BooleanValue { Value: true })
        {
            rule = new GenerateRule.Uuid();
        }

        if (rule is null)
        {
            keywords.Wrong("x-generate", map, Wanted);
        }

        return rule;
    }

    private static bool HasOnly(MapValue map, string needed, string optional) =>
        map.ContainsKey(needed) && map.Entries.All(e => e.Key == needed || e.Key == optional);

    private static int? Size(Value? value) =>
        value is NumberValue number && number.TryGetInt64(out var size) && size is > 0 and <= Longest ? (int)size : null;
}
