using TaskRunner.Execution;
using TaskRunner.Journal;

namespace TaskRunner.Cli.Commands;

/// <summary>Writes the id of a run into the file in which it is awaited, once its first records are durable.</summary>
internal sealed class DetachedReport(string file, string runId, IRunObserver next) : IRunObserver
{
    private bool _isTold;

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        if (!_isTold)
        {
            File.WriteAllText(file + ".part", runId);
            File.Move(file + ".part", file); // seen whole or not at all
            _isTold = true;
        }

        next.OnCommitted(events, run);
    }
}
