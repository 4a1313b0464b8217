using System.Globalization;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Operations;

/// <summary>
/// What is known of the order in which the two log files of a process grew. Whoever watches the process notes the sizes of both where the
/// one grew after the other: lines <c>OUT ERR</c> (bytes) in a file beside them, <c>execute.order</c> for <c>execute.out.log</c>. All below a
/// line came before all beyond it; what both got between two lines has no order, and none is known where there is no file.
/// </summary>
public static class LogOrder
{
    private const string OutEnd = ".out.log";
    private const string ErrEnd = ".err.log";

    /// <summary>Where it is noted for a log file; null: a log that stands alone.</summary>
    public static string? PathFor(string log) => log.EndsWith(OutEnd, StringComparison.Ordinal) || log.EndsWith(ErrEnd, StringComparison.Ordinal)
        ? log[..^OutEnd.Length] + ".order"
        : null;

    /// <summary>
    /// The log files of an attempt in pieces, in the order in which they came as far as it is known: processes by when their logs were made, what
    /// has no order with stdout first. A file appears as often as it has pieces; each goes up to <see cref="LogPiece.End"/>.
    /// </summary>
    public static IReadOnlyList<LogPiece> PiecesOf(AttemptLog log)
    {
        var pieces = new List<LogPiece>();
        foreach (var process in log.Files.GroupBy(f => PathFor(f) ?? f).OrderBy(p => p.Min(File.GetCreationTimeUtc)).ThenBy(p => p.Key, StringComparer.Ordinal))
        {
            var ends = new Dictionary<string, long>(StringComparer.Ordinal);
            var files = process.OrderByDescending(f => f, StringComparer.Ordinal).ToList(); // out before err
            foreach (var (stdout, stderr) in Read(process.Key))
            {
                Add(stdout, stderr);
            }

            Add(long.MaxValue, long.MaxValue);

            void Add(long stdout, long stderr)
            {
                foreach (var file in files)
                {
                    var end = file.EndsWith(ErrEnd, StringComparison.Ordinal) ? stderr : stdout;
                    if (end > ends.GetValueOrDefault(file))
                    {
                        pieces.Add(new LogPiece(file, ends[file] = end));
                    }
                }
            }
        }

        return pieces;
    }

    /// <summary>A line that is not all there is being written: what it says is known the next time.</summary>
    private static IEnumerable<(long Stdout, long Stderr)> Read(string path)
    {
        if (!path.EndsWith(".order", StringComparison.Ordinal) || !File.Exists(path))
        {
            yield break;
        }

        var lines = File.ReadAllText(path).Split('\n');
        foreach (var line in lines.AsSpan(0, lines.Length - 1).ToArray())
        {
            var sizes = line.Split(' ');
            if (sizes.Length == 2 && Parse(sizes[0]) is { } stdout && Parse(sizes[1]) is { } stderr)
            {
                yield return (stdout, stderr);
            }
        }
    }

    private static long? Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A part of a log file: from where the piece of it before ended up to this byte, or to its end.</summary>
public sealed record LogPiece(string File, long End);
