using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Planning;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>
/// Live progress on a terminal: what is settled scrolls away above, below it stand the running tasks with their times and one bar.
/// The engine's loop only fills a queue; a thread of this view draws ten times a second.
/// </summary>
internal sealed class LiveProgress : IRunObserver, IDisposable
{
    private const int MostRunningShown = 12;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentQueue<ProgressLine> _settled = new();
    private readonly ConcurrentDictionary<string, ProgressLine> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly ProgressLines _lines;
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly Thread _drawing;
    private readonly int _count;
    private readonly bool[] _done;
    private volatile int _doneCount;

    public LiveProgress(Session session, Plan plan, TimeProvider time)
    {
        _lines = new ProgressLines(session, plan);
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(session.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = session.UseColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });
        _time = time;
        _began = time.GetUtcNow();
        _count = plan.Tasks.Length;
        _done = new bool[_count];
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
        _console.Live(new Text("")).AutoClear(true).Start(live =>
        {
            while (!_ended.Token.WaitHandle.WaitOne(Frame))
            {
                Flush();
                live.UpdateTarget(Picture());
            }
        });
        Flush();
    }

    private void Flush()
    {
        while (_settled.TryDequeue(out var line))
        {
            _console.Write(Settled(line));
            _console.WriteLine();
        }
    }

    private static Paragraph Settled(ProgressLine line)
    {
        var (glyph, style) = Look(line.Tone);
        return new Paragraph()
            .Append($"{glyph} ", style)
            .Append(line.Task is null ? "" : $"{line.Task}  ", line.Tone == Tone.Bad ? style : Style.Plain)
            .Append(line.Text, line.Tone is Tone.Good or Tone.Quiet ? new Style(Color.Grey) : style);
    }

    private Rows Picture()
    {
        var now = _time.GetUtcNow();
        var running = _running.Values.OrderBy(l => l.At).ToList();
        var rows = new List<IRenderable>();
        foreach (var line in running.Take(Math.Min(MostRunningShown, Math.Max(1, _console.Profile.Height - 4))))
        {
            rows.Add(new Paragraph { Overflow = Overflow.Ellipsis }
                .Append("● ", new Style(Color.Blue))
                .Append($"{line.Task}  ")
                .Append($"{line.Text}  {Durations.Of(now - line.At)}", new Style(Color.Grey)));
        }

        if (running.Count > rows.Count)
        {
            rows.Add(new Text($"  … +{running.Count - rows.Count}", new Style(Color.Grey)));
        }

        rows.Add(Bar(now));
        return new Rows(rows);
    }

    private Paragraph Bar(DateTimeOffset now)
    {
        var width = Math.Clamp(_console.Profile.Width - 30, 10, 40);
        var filled = _count == 0 ? width : (int)((long)width * _doneCount / _count);
        return new Paragraph()
            .Append(new string('━', filled), new Style(Color.Green))
            .Append(new string('━', width - filled), new Style(Color.Grey))
            .Append($"  {_doneCount}/{_count}  {Durations.Of(now - _began)}");
    }

    private static (string Glyph, Style Style) Look(Tone tone) => tone switch
    {
        Tone.Good => ("✓", new Style(Color.Green)),
        Tone.Bad => ("✗", new Style(Color.Red)),
        Tone.Doubt => ("?", new Style(Color.Yellow)),
        Tone.Undo => ("↺", new Style(Color.Yellow)),
        Tone.Start => ("●", new Style(Color.Blue)),
        _ => ("-", new Style(Color.Grey)),
    };
}
