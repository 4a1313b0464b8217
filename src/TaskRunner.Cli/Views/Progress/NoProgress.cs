using TaskRunner.Execution;
using TaskRunner.Journal;

namespace TaskRunner.Cli.Views.Progress;

/// <summary><c>--progress none</c>: only the result is shown.</summary>
internal sealed class NoProgress : IRunObserver
{
    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        // Wanted silence.
    }
}
