using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Planning;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>One line per event, for pipes and CI: time, task, what happened. No escapes.</summary>
internal sealed class PlainProgress(Session session, Plan plan) : IRunObserver
{
    private const int WidestName = 30;
    private readonly ProgressLines _lines = new(session, plan);
    private readonly int _width = Math.Min(WidestName, plan.Tasks.Select(t => t.Name.Length).DefaultIfEmpty(0).Max());

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
