using TaskRunner.Operations;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Server.Live;

/// <summary>The log files of an attempt as one run of bytes a stream: <c>out</c>, <c>err</c>, and <c>notes</c> of the tool itself.</summary>
internal static class LogFiles
{
    public const string All = "all";

    public static readonly string[] Words = ["out", "err", "notes", All];

    public static string StreamOf(string file) =>
        file.EndsWith(".out.log", StringComparison.Ordinal) ? "out" : file.EndsWith(".err.log", StringComparison.Ordinal) ? "err" : "notes";

    public static IEnumerable<string> Of(AttemptLog log, string stream) => log.Files.Where(f => IsOf(f, stream));

    public static bool IsOf(string file, string stream) => stream == All || StreamOf(file) == stream;

    public static IEnumerable<(string Stream, long Bytes, IEnumerable<string> Files)> Streams(AttemptLog? log) => log is null
        ? []
        : log.Files.GroupBy(StreamOf).Select(g => (g.Key, g.Sum(Length), (IEnumerable<string>)g));

    public static long Length(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? info.Length : 0;
    }

    /// <summary>Bytes from an offset on, over the files as if they were one; at most so many.</summary>
    public static async ValueTask<int> ReadAsync(IEnumerable<string> files, long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        var read = 0;
        foreach (var file in files)
        {
            var length = Length(file);
            if (offset >= length)
            {
                offset -= length;
                continue;
            }

            var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            await using (content.ConfigureAwait(false))
            {
                content.Position = offset;
                read += await content.ReadAtLeastAsync(into[read..], into.Length - read, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }

            offset = 0;
            if (read == into.Length)
            {
                break;
            }
        }

        return read;
    }
}
