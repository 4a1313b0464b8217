using TaskRunner.Operations;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Cli.Views;

/// <summary>
/// Copies log files to standard output as bytes, each under a heading where there are several, and remembers how far it came: shown
/// again, only what is new appears.
/// </summary>
internal sealed class LogView(Session session, int? lines)
{
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private string? _last;

    public bool HasShown => _last is not null;

    public void Show(IReadOnlyCollection<AttemptLog> logs)
    {
        var isSingle = logs.Count == 1;
        foreach (var log in logs)
        {
            foreach (var file in log.Files)
            {
                Show(log, file, isSingle);
            }
        }

        session.Out.Flush();
    }

    private void Show(AttemptLog log, string file, bool isSingle)
    {
        using var content = Open(file);
        if (content is null)
        {
            return;
        }

        var isNew = !_shown.TryGetValue(file, out var from);
        content.Position = isNew && lines is { } count ? LogTail.StartOf(content, count) : Math.Min(from, content.Length);
        if (content.Position == content.Length)
        {
            return;
        }

        if (_last != file && !(isSingle && log.Files.Count(f => new FileInfo(f).Length > 0) == 1))
        {
            session.Out.WriteLine(session.Text("logs-heading", log.Task, $"{log.Attempt}", Path.GetFileNameWithoutExtension(file)));
        }

        session.Out.Flush();
        using (var output = Console.OpenStandardOutput())
        {
            content.CopyTo(output);
        }

        _shown[file] = content.Position;
        _last = file;
    }

    private static FileStream? Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null; // removed since it was listed
        }
    }
}
