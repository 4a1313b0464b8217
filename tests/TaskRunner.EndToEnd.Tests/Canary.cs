using System.Text;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// A secret that must never be seen, and the ways in which it could be. Made apart from the code that masks: the two share no mistake.
/// </summary>
internal sealed record Canary(string Name, string Text)
{
    /// <summary>What no sink may hold, each with the name of its form.</summary>
    public IEnumerable<(string Form, byte[] Bytes)> Forms()
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        yield return ("raw", bytes);
        foreach (var line in Text.Split('\n').Where(l => l.Trim().Length >= 4))
        {
            yield return ("line", Encoding.UTF8.GetBytes(line.Trim()));
        }

        for (var offset = 0; offset < 3; offset++)
        {
            // Three bytes make four characters: those of whole groups in the middle are the same whatever stands around.
            var whole = bytes.AsSpan((3 - offset) % 3);
            var text = Convert.ToBase64String(whole[..(whole.Length / 3 * 3)]);
            yield return ("base64", Encoding.ASCII.GetBytes(text));
            yield return ("base64url", Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_')));
        }

        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        yield return ("HEX", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        yield return ("URL", Encoding.ASCII.GetBytes(Uri.EscapeDataString(Text)));
        yield return ("JSON", Encoding.UTF8.GetBytes(System.Text.Json.JsonEncodedText.Encode(Text).Value));
        yield return ("JSON", Encoding.UTF8.GetBytes(Text.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n")));
        yield return ("shell", Encoding.UTF8.GetBytes(Text.Replace("'", @"'\''")));
        yield return ("shell", Encoding.UTF8.GetBytes(Text.Replace("'", "'\"'\"'")));
    }

    /// <summary>Where it is in some bytes: one line for each form that is.</summary>
    public IEnumerable<string> FindIn(byte[] bytes, string where) =>
        Forms().Where(f => bytes.AsSpan().IndexOf(f.Bytes) >= 0).Select(f => $"{Name} as {f.Form} in {where}").Distinct();
}
