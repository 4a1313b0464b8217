using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Scheduling;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>A view of a run: notes what it is shown, to be compared with what is durable.</summary>
internal sealed class Watcher(Machine machine, string runner, long head) : IRunObserver
{
    private long _head = head;

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        _head += events.Count;
        machine.History.Add(new Happening.Shown(runner, _head, StateText.Of(run)));
    }
}
