using System.Collections.Concurrent;
using System.Collections.Immutable;
using TaskRunner.Execution;
using TaskRunner.Journal;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>
/// Live progress on a terminal: what is settled scrolls away above, below it stand the running tasks with their times and one bar.
/// The engine's loop only fills a queue; a thread of this view draws ten times a second.
/// </summary>
internal sealed class LiveProgress : IRunObserver, IDisposable
{
    private const int MostRunningShown = 12;
    private const int LinesBesideRunning = 4;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<ProgressLine> _settled = new();
    private readonly ConcurrentDictionary<string, ProgressLine> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly ProgressLines _lines;
    private readonly LiveScreen _screen;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly Thread _drawing;
    private readonly bool[] _done;
    private volatile int _doneCount;

    public LiveProgress(Session session, ImmutableArray<string> names, TimeProvider time)
    {
        _lines = new ProgressLines(session, names);
        _screen = new LiveScreen(session.Error);
        _time = time;
        _began = time.GetUtcNow();
        _done = new bool[names.Length];
        _drawing = new Thread(Draw) { IsBackground = true, Name = "progress" };
        _drawing.Start();
    }

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        foreach (var happened in events)
        {
            if (_lines.Of(happened) is { } line)
            {
                Take(line);
            }

            if (happened is RunEvent.OfTask of)
            {
                Count(of.Task, run);
            }
        }
    }

    /// <summary>A line that is no event.</summary>
    public void Announce(string text) => _settled.Enqueue(new ProgressLine(_time.GetUtcNow(), null, text, Tone.Doubt));

    public void Dispose()
    {
        _ended.Cancel();
        _drawing.Join();
        _ended.Dispose();
    }

    private void Take(ProgressLine line)
    {
        if (!line.IsSettled)
        {
            _running[line.Task!] = line;
            return;
        }

        if (line.Task is { } task)
        {
            _running.TryRemove(task, out _);
        }

        _settled.Enqueue(line);
    }

    private void Count(int task, RunState run)
    {
        var done = run[task].State is not (TaskState.Pending or TaskState.Intended or TaskState.Running);
        if (done != _done[task])
        {
            _done[task] = done;
            _doneCount += done ? 1 : -1;
        }
    }

    private void Draw()
    {
        _screen.Begin();
        while (!_ended.Token.WaitHandle.WaitOne(Frame))
        {
            _screen.Draw(Settled(), Picture());
        }

        _screen.Draw(Settled(), []);
        _screen.End();
    }

    private List<LiveLine> Settled()
    {
        var lines = new List<LiveLine>();
        while (_settled.TryDequeue(out var line))
        {
            lines.Add(LiveLine.OfSettled(line));
        }

        return lines;
    }

    private List<LiveLine> Picture()
    {
        var now = _time.GetUtcNow();
        var running = _running.Values.OrderBy(l => l.At).ToList();
        var most = Math.Clamp(LiveScreen.Height - LinesBesideRunning, 1, MostRunningShown);
        var lines = running.Take(most).Select(l => LiveLine.OfRunning(l, now)).ToList();
        if (running.Count > most)
        {
            lines.Add(LiveLine.OfMore(running.Count - most));
        }

        lines.Add(LiveLine.OfBar(_doneCount, _done.Length, now - _began, LiveScreen.Width));
        return lines;
    }
}
