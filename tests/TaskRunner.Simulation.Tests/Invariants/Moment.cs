using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Packages;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>What was true when something happened: all of it from the durable records and the ledger, nothing from a runner's mind.</summary>
internal sealed class Moment(SimPackage package)
{
    private readonly List<string> _states = [""];

    public SimPackage Package => package;

    /// <summary>The fold of what is durable; null before the first commit.</summary>
    public RunState? Run { get; private set; }

    /// <summary>Number of the last durable record.</summary>
    public int Head => _states.Count - 1;

    public List<Deed> Ledger { get; } = [];

    /// <summary>What a view should show after the record with this number.</summary>
    public string StateAt(long head) => _states[(int)head];

    public void Apply(RunEvent happened, bool isLast)
    {
        if (Run is null)
        {
            Run = new RunState((RunEvent.RunStarted)happened);
        }
        else
        {
            Run.Apply(happened);
        }

        _states.Add(isLast ? StateText.Of(Run) : ""); // views see whole commits only
    }

    public IEnumerable<Deed> DeedsOf(int task, int attempt) => Ledger.Where(d => d.Job.Task == task && d.Job.Number == attempt);
}
