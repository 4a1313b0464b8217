using System.Text;

namespace TaskRunner.Core.Tests.Fuzzing;

/// <summary>Makes wrong inputs out of right ones: bytes and numbers changed, pieces taken out, doubled, nested and mixed.</summary>
internal static class Mutation
{
    private const int Longest = 1 << 16;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", "(", ")", "\"", "'", ",", ":", ": ", "\n", "\n  ", "- ", "#", "&a ", "*a", "<<: ", "!!str ", "|\n", ">-\n", "${{ ", " }}", "?.", "??", "&&", "||",
            "null", "true", "-1", "0", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "..", "../", "/", "$ref", "allOf", "oneOf", "pattern", "^(a+)+$", "tasks.a.outputs.b",
            "config", "x-secret", "$secret", "\t", "\r\n", "\u202e", "中", "💥",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
    ];

    public static byte[] Of(IReadOnlyList<byte[]> corpus, Random random)
    {
        var bytes = new List<byte>(corpus[random.Next(corpus.Count)]);
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            Change(bytes, corpus, random);
        }

        return bytes.Count <= Longest ? [.. bytes] : [.. bytes[..Longest]];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, random.Next(1, 40));
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                var other = corpus[random.Next(corpus.Count)];
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 200))).ToArray());
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat(Tokens[random.Next(Tokens.Length)], random.Next(20) == 0 ? 300 : 1).SelectMany(t => t));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
        }
    }
}
