using System.Globalization;
using TaskRunner.Schemas;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>Draws what <c>x-generate</c> asks for. Done once, when the run begins; retry and upgrade keep what was drawn.</summary>
public static class GeneratedValues
{
    /// <returns>A document of answers with the drawn values, secrets sealed: <see cref="ConfigurationRequest.Drawn"/> of the run's own resolution.</returns>
    public static MapValue Draw(IEnumerable<PendingValue> pending, RandomBytes random, ISecretVault vault)
    {
        var drawn = MapValue.Empty;
        foreach (var value in pending)
        {
            Value text = Value.From(Draw(value.Rule, random));
            string[] scope = value.Task is { } task ? [ScopeName.Tasks, task] : [ScopeName.Config];
            drawn = Pointer.Put(drawn, [.. scope, .. value.Keys], value.IsSecret ? vault.Seal(text) : text);
        }

        return drawn;
    }

    internal static string Draw(GenerateRule rule, RandomBytes random) => rule switch
    {
        GenerateRule.Characters characters => DrawCharacters(characters, random),
        GenerateRule.Bytes bytes => Encode(bytes, random),
        GenerateRule.Uuid => DrawUuid(random),
        _ => throw new InvalidOperationException("the hierarchy of rules is closed; this is a bug"),
    };

    /// <summary>Each character is equally likely: numbers that would favour the first ones are thrown away.</summary>
    private static string DrawCharacters(GenerateRule.Characters rule, RandomBytes random)
    {
        var alphabet = rule.Alphabet.EnumerateRunes().Select(r => r.ToString()).ToArray();
        var fair = uint.MaxValue - (uint.MaxValue % (uint)alphabet.Length);
        var text = new string[rule.Length];
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        for (var i = 0; i < text.Length;)
        {
            random(bytes);
            var number = BitConverter.ToUInt32(bytes);
            if (number < fair)
            {
                text[i++] = alphabet[number % (uint)alphabet.Length];
            }
        }

        return string.Concat(text);
    }

    private static string Encode(GenerateRule.Bytes rule, RandomBytes random)
    {
        var bytes = new byte[rule.Count];
        random(bytes);
        return rule.Encoding switch
        {
            "hex" => Convert.ToHexStringLower(bytes),
            "base64url" => System.Buffers.Text.Base64Url.EncodeToString(bytes),
            _ => Convert.ToBase64String(bytes),
        };
    }

    private static string DrawUuid(RandomBytes random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }
}
