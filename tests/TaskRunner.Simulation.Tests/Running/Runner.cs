using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.Simulation.Tests.Storing;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>One runner process: takes the lease, does what it was started for, gives the lease back.</summary>
internal sealed class Runner(Scene scene, SimProcess process)
{
    private readonly SimStore _store = scene.StoreOf(process);
    private readonly SimClock _clock = new(scene.Machine, process);

    public RunControl Control { get; } = new();

    public async Task RunAsync(Wish wish)
    {
        try
        {
            var holder = Scene.HolderOf(process);
            await using var keeper = await LeaseKeeper.AcquireAsync(_store, Lease.ScopeOf(SimPackage.Installation), holder, _clock, default);
            await WorkAsync(wish, keeper);
        }
        catch (RefusedException e)
        {
            Note($"refused: {e.Diagnostics[0].Code}");
        }
        catch (StaleLeaseException)
        {
            Note("lost its lease");
        }
    }

    private async Task WorkAsync(Wish wish, LeaseKeeper keeper)
    {
        var isNew = await _store.ReadHeadAsync(SimPackage.RunId, default) == 0;
        var journal = isNew ? RunJournal.Begin(scene.Package.ToStart()) : await RunJournal.LoadAsync(_store, SimPackage.RunId, default);
        if (journal.State.Status.IsSettled())
        {
            return;
        }

        if (wish is Wish.Decide decide)
        {
            await DecideAsync(decide, journal, keeper.Lease);
            return;
        }

        if (wish is Wish.Cancel)
        {
            Control.Stop(StopReason.Cancelled, StopStage.Asked, "somebody");
        }

        await RunEngineAsync(journal, keeper, wish is Wish.Undo && !isNew ? "somebody" : null);
    }

    private async Task RunEngineAsync(RunJournal journal, LeaseKeeper keeper, string? rollbackBy)
    {
        await using var lost = keeper.Lost.Register(Control.Abandon);
        await using var asked = keeper.StopRequested.Register(() => Control.Stop(StopReason.Cancelled, StopStage.Asked, keeper.Request?.By));
        var request = new EngineRequest
        {
            Plan = scene.Package.ToPlan(),
            Lease = keeper.Lease,
            Header = Header(),
            Journal = journal,
            Work = new SimWork(scene.Machine, scene.World, Scene.Vault, process.Name),
            Projection = new Projection(),
            Observer = new Watcher(scene.Machine, process.Name, journal.Head),
            RollbackBy = rollbackBy,
            IsProved = () => keeper.IsProved,
            NotAfter = () => keeper.NotAfter,
            Control = Control,
        };
        var engine = new Engine(_store, scene.LauncherOf(process), _clock)
        {
            Random = scene.Machine.Random.NextDouble,
            NewId = scene.NewId,
            Background = new SimBackground(process),
        };
        await engine.RunAsync(request);
    }

    /// <summary>As the operation <c>resolve</c> does it.</summary>
    private async Task DecideAsync(Wish.Decide wish, RunJournal journal, Lease lease)
    {
        if (!Decisions.Allowed(journal.State[wish.Task]).Contains(wish.Decision))
        {
            return;
        }

        var decision = new RunEvent.DecisionRecorded(wish.Task, wish.Decision, MapValue.Empty, "because", "somebody", _clock.GetUtcNow());
        journal.State.Apply(decision);
        using var codec = new RunEventCodec();
        var commit = new StoreCommit
        {
            Lease = lease,
            RunId = SimPackage.RunId,
            Records = [.. codec.Write([decision], journal.Head, lease.Epoch, scene.NewId)],
            Run = Header() with { Summary = journal.State.Status.ToWord() },
        };
        await _store.CommitAsync(commit, default);
    }

    private RunHeader Header() => new(
        SimPackage.RunId, SimPackage.Installation, scene.Package.Operation, scene.Package.ToPlan().Package, null, DateTimeOffset.UnixEpoch)
    {
        OperationId = SimPackage.RunId,
    };

    private void Note(string what) => scene.Machine.History.Add(new Happening.Note($"{process.Name} {what}"));
}
