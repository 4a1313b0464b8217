using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Outside;

/// <summary>What lies outside the store and outside of us: the effects of a package's tasks, and a ledger that nobody can take back.</summary>
internal sealed class World(Machine machine, SimPackage package)
{
    /// <summary>The plaintext of every secret here: where it is found, a secret got out.</summary>
    public const string Canary = "canary-7c1f";

    private readonly Effect[] _effects = new Effect[package.Tasks.Length];
    private readonly List<Deed> _ledger = [];

    public IReadOnlyList<Deed> Ledger => _ledger;

    public SimPackage Package => package;

    public Effect this[int task] => _effects[task];

    public Deed Begin(Job job, bool isProcess, string runner)
    {
        var deed = new Deed(job, isProcess, runner);
        _ledger.Add(deed);
        machine.History.Add(new Happening.DeedBegan(deed));
        if (job.Kind is AttemptKind.Execute or AttemptKind.Uninstall)
        {
            _effects[job.Task] = Effect.Half;
        }

        return deed;
    }

    /// <summary>It did what its act says.</summary>
    public void Finish(Deed deed, int exitCode)
    {
        var (job, worked) = (deed.Job, exitCode == 0 && deed.Job.Step != "prepare");
        _effects[job.Task] = (job.Kind, worked) switch
        {
            (AttemptKind.Execute, true) => Effect.Done,
            (AttemptKind.Rollback or AttemptKind.Uninstall, true) => Effect.None,
            _ => _effects[job.Task],
        };
        deed.Outputs = worked && job.Kind == AttemptKind.Execute ? OutputsOf(job) : MapValue.Empty;
        End(deed, new ProcessOutcome.Exited(exitCode));
    }

    /// <summary>It was ended in the middle.</summary>
    public void Cut(Deed deed, ProcessOutcome end) => End(deed, end);

    /// <summary>What a process left behind is ended too.</summary>
    public void EndOffspring(Deed deed)
    {
        if (deed.HasOffspring)
        {
            deed.HasOffspring = false;
            NoteDeath(deed);
        }
    }

    /// <summary>What a runner did inside itself ends with it.</summary>
    public void ForgetRunner(string runner)
    {
        foreach (var deed in _ledger.Where(d => !d.IsProcess && d.IsLiving && d.Runner == runner).ToList())
        {
            Cut(deed, new ProcessOutcome.Signalled(9));
        }
    }

    /// <summary>The outputs as the work itself writes them: of what it did and what it was given.</summary>
    public MapValue OutputsOf(Job job)
    {
        var outputs = MapValue.Of(
            ("of", Value.From(job.Task)),
            ("n", Value.From(package.IsPure ? 0 : job.Number)),
            ("in", Value.From(Fold(job.Input))));
        return package.Tasks[job.Task].IsSecretive ? outputs.With("token", Value.From(Canary)) : outputs;
    }

    private void End(Deed deed, ProcessOutcome end)
    {
        if (deed.End is null)
        {
            deed.End = end;
            machine.History.Add(new Happening.DeedEnded(deed, end));
            NoteDeath(deed);
        }
    }

    private void NoteDeath(Deed deed)
    {
        if (!deed.IsLiving)
        {
            machine.History.Add(new Happening.DeedDied(deed));
        }
    }

    /// <summary>FNV-1a: the hash of strings differs from process to process.</summary>
    private static int Fold(string text) => text.Aggregate(unchecked((int)2166136261), (hash, c) => unchecked((hash ^ c) * 16777619));
}
