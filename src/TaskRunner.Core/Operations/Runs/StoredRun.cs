using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>A run as the store has it.</summary>
internal sealed record StoredRun(RunHeader Header, RunJournal Journal, RecordedPlan Plan)
{
    public RunState State => Journal.State;

    public bool IsOpen => !State.Status.IsSettled();
}
