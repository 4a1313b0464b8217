using System.Text;

namespace TaskRunner.Secrets.Masking;

/// <summary>
/// The byte sequences in which programs print a text: as it is, each line of it, base64 (at each of the three places it can have
/// inside something longer, both alphabets, and wrapped into lines), hexadecimal, and as JSON, URLs and shells write it.
/// </summary>
internal static class SecretForms
{
    /// <summary>Shorter ones are found everywhere by chance; starring them would make a log unreadable and hide nothing.</summary>
    public const int Shortest = 4;

    /// <summary>A longer form is looked for in pieces, so that the memory and the delay of a stream do not grow with the secret.</summary>
    public const int Longest = 1024;

    private const int Piece = 512;

    /// <summary>Columns at which <c>base64</c> and <c>openssl</c> break lines.</summary>
    private static readonly int[] Columns = [64, 76];

    /// <summary>The text as a whole, in each form.</summary>
    public static IEnumerable<byte[]> Of(string text) => Encoded(text.Trim()).SelectMany(Pieces).Where(f => f.Length >= Shortest);

    /// <summary>Each line of a text that has several. One may be anything (<c>kind: Config</c>), so they prove nothing; they are only masked.</summary>
    public static IEnumerable<byte[]> LinesOf(string text) => Lines(text).SelectMany(Pieces).Where(f => f.Length >= Shortest);

    private static IEnumerable<byte[]> Encoded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return
        [
            bytes,
            .. Base64(bytes),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)),
            Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)),
            .. JsonForms.Of(text).Concat(UrlForms.Of(text)).Concat(ShellForms.Of(text)).Select(Encoding.UTF8.GetBytes),
        ];
    }

    private static IEnumerable<byte[]> Lines(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? text.Split('\n').Select(line => Encoding.UTF8.GetBytes(line.Trim())) : [];

    private static IEnumerable<byte[]> Base64(byte[] bytes)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            // What stands before it is not known: the characters that are made of its own bits only are the same everywhere.
            var padded = new byte[offset + bytes.Length];
            bytes.CopyTo(padded, offset);
            var text = Convert.ToBase64String(padded)[((offset * 8 + 5) / 6)..(padded.Length * 8 / 6)];
            yield return Encoding.ASCII.GetBytes(text);
            yield return Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_'));
            foreach (var line in offset == 0 ? Columns.Where(c => c < text.Length).SelectMany(c => text.Chunk(c)) : [])
            {
                yield return Encoding.ASCII.GetBytes(line);
            }
        }
    }

    private static IEnumerable<byte[]> Pieces(byte[] form)
    {
        if (form.Length <= Longest)
        {
            return [form];
        }

        return [.. form.Chunk(Piece).Where(p => p.Length == Piece), form[^Piece..]];
    }
}
