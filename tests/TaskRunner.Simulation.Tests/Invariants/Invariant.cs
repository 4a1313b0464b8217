using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>One promise, watching what happens. Made anew for each simulation, for some remember.</summary>
internal abstract class Invariant(string name)
{
    public string Name => name;

    /// <summary>Before a durable record is folded.</summary>
    public virtual void OnRecord(Moment now, RunEvent happened)
    {
    }

    /// <summary>After it is.</summary>
    public virtual void OnRecorded(Moment now, RunEvent happened)
    {
    }

    public virtual void OnCommit(Moment now, Happening.Committed commit)
    {
    }

    public virtual void OnGranted(Moment now, Happening.Granted granted)
    {
    }

    public virtual void OnAdmitted(Moment now, Happening.Admitted admitted)
    {
    }

    public virtual void OnShown(Moment now, Happening.Shown shown)
    {
    }

    /// <summary>Before it is in the ledger.</summary>
    public virtual void OnBegan(Moment now, Deed deed)
    {
    }

    /// <summary>It and all it left behind are gone.</summary>
    public virtual void OnDied(Moment now, Deed deed)
    {
    }

    public virtual void OnOver(Moment now)
    {
    }

    protected void Demand(bool holds, Func<string> what)
    {
        if (!holds)
        {
            throw new InvariantException(name, what());
        }
    }
}
