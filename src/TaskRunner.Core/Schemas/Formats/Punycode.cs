using System.Text;

namespace TaskRunner.Schemas.Formats;

/// <summary>Decodes Punycode (RFC 3492, section 6.2).</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int FirstBeyondAscii = 0x80;

    /// <returns>The code points, or null where the text is not Punycode.</returns>
    public static Rune[]? Decode(string text)
    {
        var hyphen = text.LastIndexOf('-');
        var result = text[..Math.Max(hyphen, 0)].Select(c => (int)c).ToList();
        var (code, at, bias) = (FirstBeyondAscii, 0, 72);
        for (var i = hyphen + 1; i < text.Length;)
        {
            var before = at;
            if (!TryDelta(text, ref i, ref at, bias))
            {
                return null;
            }

            bias = Adapt(at - before, result.Count + 1, before == 0);
            code += at / (result.Count + 1);
            at %= result.Count + 1;
            if (!Rune.IsValid(code))
            {
                return null;
            }

            result.Insert(at++, code);
        }

        return [.. result.Select(c => new Rune(c))];
    }

    private static bool TryDelta(string text, ref int i, ref int at, int bias)
    {
        var weight = 1L;
        for (var k = Base; ; k += Base)
        {
            var digit = i < text.Length ? Digit(text[i++]) : -1;
            var next = at + (digit * weight);
            if (digit < 0 || next > int.MaxValue / 2)
            {
                return false;
            }

            at = (int)next;
            var threshold = Math.Clamp(k - bias, 1, 26);
            if (digit < threshold)
            {
                return true;
            }

            weight *= Base - threshold;
        }
    }

    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / 700 : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > 455; k += Base)
        {
            delta /= Base - 1;
        }

        return k + (Base * delta / (delta + 38));
    }

    private static int Digit(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };
}
