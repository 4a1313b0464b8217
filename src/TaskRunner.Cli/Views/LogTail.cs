using System.Text;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Cli.Views;

/// <summary>The last lines of a log, however long it is.</summary>
internal static class LogTail
{
    private const int MostBytes = 64 << 10;
    private const int WidestLine = 200;

    /// <summary>Where the last lines of a file begin; looks at no more than its last 64 KiB.</summary>
    public static long StartOf(Stream content, int lines)
    {
        var length = (int)Math.Min(MostBytes, content.Length);
        var bytes = new byte[length];
        content.Position = content.Length - length;
        content.ReadExactly(bytes);
        var at = length;
        for (var found = 0; at > 0; at--)
        {
            // A line break at the very end closes the last line and begins none.
            if (bytes[at - 1] == '\n' && at < length && ++found == lines)
            {
                break;
            }
        }

        return content.Length - length + at;
    }

    /// <summary>The last lines of what an attempt said, for showing below its failure: standard error, or what it printed where that is empty.</summary>
    public static IReadOnlyList<string> Of(AttemptLog log, int lines)
    {
        var file = log.Files.Where(f => new FileInfo(f).Length > 0).OrderBy(f => f.Contains(".err", StringComparison.Ordinal) ? 0 : 1).FirstOrDefault();
        if (file is null)
        {
            return [];
        }

        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        content.Position = StartOf(content, lines);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(Printable)];
    }

    /// <summary>What a program printed must not move our cursor.</summary>
    private static string Printable(string line)
    {
        var clean = string.Concat(line.TrimEnd('\r').Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '\uFFFD' : c));
        return clean.Length <= WidestLine ? clean : clean[..(WidestLine - 1)] + "…";
    }
}
