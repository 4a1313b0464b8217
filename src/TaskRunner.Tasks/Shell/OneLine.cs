using System.Text;
using System.Text.RegularExpressions;

namespace TaskRunner.Tasks.Shell;

/// <summary>Foreign text made fit for one line of a message: no escape sequences, no control characters, not too long.</summary>
internal static partial class OneLine
{
    private const int Longest = 300;
    private const int TailSize = 16 * 1024;

    public static string Of(string text)
    {
        var plain = string.Concat(EscapeSequence().Replace(text, "").Select(c => c == '\t' ? ' ' : c).Where(c => !IsUnseen(c))).Trim();
        return plain.Length <= Longest ? plain : plain[..(char.IsHighSurrogate(plain[Longest - 1]) ? Longest - 1 : Longest)] + "…";
    }

    /// <summary>The last line of a log that says something; empty when none does.</summary>
    public static string LastOf(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var tail = new byte[Math.Min(length, TailSize)];
        var read = RandomAccess.Read(file, tail, length - tail.Length);
        return Encoding.UTF8.GetString(tail, 0, read)
            .Split('\n', '\r')
            .Reverse()
            .Select(Of)
            .FirstOrDefault(line => line.Length > 0, "");
    }

    /// <summary>Also what turns text around on a terminal (bidirectional marks).</summary>
    private static bool IsUnseen(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex(@"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-Z\\-_])", RegexOptions.NonBacktracking)]
    private static partial Regex EscapeSequence();
}
