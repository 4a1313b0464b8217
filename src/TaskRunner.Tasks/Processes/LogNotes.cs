using System.Globalization;
using System.Text;
using TaskRunner.Operations;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Notes in which order the two logs of a process grow, each time it looks (see <see cref="LogOrder"/>). A process that writes to one of
/// them only, or is over before the second look, costs no file.
/// </summary>
internal sealed class LogNotes
{
    /// <summary>After so many lines only each tenth look counts: a day of two busy streams is then about two megabytes.</summary>
    private const int Many = 20_000;
    private const uint OwnerOnly = 0x180;

    private readonly Lock _gate = new();
    private readonly string _stdout;
    private readonly string _stderr;
    private readonly string? _path;
    private (long Out, long Err) _seen;
    private (long Out, long Err) _noted;
    private (bool Out, bool Err) _grew;
    private int _looks;
    private int _lines;

    public LogNotes(string stdout, string stderr)
    {
        (_stdout, _stderr) = (stdout, stderr);
        _path = stdout == stderr ? null : LogOrder.PathFor(stdout);
        _seen = _noted = Sizes();
    }

    public void Look()
    {
        lock (_gate)
        {
            if (_path is null || (_lines > Many && ++_looks % 10 != 0))
            {
                return;
            }

            var now = Sizes();
            var grows = (Out: now.Out > _seen.Out, Err: now.Err > _seen.Err);
            if (!grows.Out && !grows.Err)
            {
                return;
            }

            if (grows != _grew || grows is (true, true))
            {
                Note(_path);
            }

            (_grew, _seen) = (grows, now);
        }
    }

    /// <summary>The logs were changed in another way than by being written at their ends: nothing is known of them any more.</summary>
    public void Forget()
    {
        if (_path is not null)
        {
            _ = Libc.RemoveFile(_path);
        }
    }

    private void Note(string path)
    {
        if (_seen == _noted)
        {
            return;
        }

        // What cannot be noted (the disk is full) is not known: a log does not hang on it, and the outcome of a task still less.
        var line = string.Create(CultureInfo.InvariantCulture, $"{_seen.Out} {_seen.Err}\n");
        if (Libc.AppendFile(path, OwnerOnly, Encoding.ASCII.GetBytes(line)) == 0)
        {
            (_noted, _lines) = (_seen, _lines + 1);
        }
    }

    private (long Out, long Err) Sizes() => _path is null ? default : (Libc.Look(_stdout)?.Size ?? 0, Libc.Look(_stderr)?.Size ?? 0);
}
