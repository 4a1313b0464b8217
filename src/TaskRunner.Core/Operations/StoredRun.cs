using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Stores;

namespace TaskRunner.Operations;

/// <summary>A run as the store has it.</summary>
internal sealed record StoredRun(RunHeader Header, RunJournal Journal, RecordedPlan Plan)
{
    public RunState State => Journal.State;

    public bool IsOpen => !State.Status.IsSettled();
}
