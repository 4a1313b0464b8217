using System.Collections.Immutable;
using TaskRunner.Execution;
using TaskRunner.Journal;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>One line per event, for pipes and CI: time, task, what happened. No escapes.</summary>
internal sealed class PlainProgress(Session session, ImmutableArray<string> names) : IRunObserver
{
    private const int WidestName = 30;
    private readonly ProgressLines _lines = new(session, names);
    private readonly int _width = Math.Min(WidestName, names.Select(n => n.Length).DefaultIfEmpty(0).Max());

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        foreach (var happened in events)
        {
            if (_lines.Of(happened) is { } line)
            {
                session.Error.WriteLine($"{Durations.Clock(line.At)}  {(line.Task ?? "").PadRight(_width)}  {line.Text}");
            }
        }
    }
}
