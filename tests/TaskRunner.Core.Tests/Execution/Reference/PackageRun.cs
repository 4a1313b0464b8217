using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>One session of the real engine on a random package: from a journal's prefix, in a given world, to its end.</summary>
internal sealed class PackageRun(RandomPackage package, Plan plan, World world, bool stops, bool overlaps = false) : ITaskWork, ILauncher
{
    private static readonly LeaseHolder Holder = HostIdentity.Read().ToHolder("test", "run");
    private static readonly PackageIdentity Identity = new("shop", "1.0.0", "sha256:0");
    private readonly Lock _lock = new();
    private readonly RunControl _control = new();

    public List<string> Calls { get; } = [];

    /// <summary>The whole journal after the session.</summary>
    public List<RunEvent> Journal { get; } = [];

    /// <summary>The engine's own state at the end, and what the stored records fold to.</summary>
    public RunState State { get; private set; } = null!;

    public RunState Reread { get; private set; } = null!;

    public async Task RunAsync(IReadOnlyList<RunEvent> prefix, bool undo)
    {
        await using var store = new MemoryStore();
        var lease = ((LeaseGrant.Granted)await store.AcquireAsync(Lease.ScopeOf("shop"), Holder, default)).Lease;
        var header = new RunHeader("run", "shop", package.Operation, Identity, null, default) { OperationId = "run" };
        if (prefix.Count > 0)
        {
            using var codec = new RunEventCodec();
            var records = codec.Write(prefix, 0, lease.Epoch, Guid.NewGuid);
            await store.CommitAsync(new StoreCommit { Lease = lease, RunId = "run", Run = header, Records = [.. records] }, default);
        }

        State = await new Engine(store, this, TimeProvider.System).RunAsync(new EngineRequest
        {
            Plan = plan,
            Lease = lease,
            Header = header,
            Journal = prefix.Count > 0 ? await RunJournal.LoadAsync(store, "run", default) : RunJournal.Begin(package.ToStart()),
            Work = this,
            Control = _control,
            RollbackBy = undo ? "tester" : null,
        });
        await foreach (var record in store.ReadJournalAsync("run", 1, default))
        {
            Journal.Add(RunEventCodec.Read(record));
        }

        Reread = (await RunJournal.LoadAsync(store, "run", default)).State;
    }

    public StartDecision Decide(int task, RunState run)
    {
        var definition = package.Tasks[task];
        return definition.Start switch
        {
            Start.Skip => new StartDecision.Skip(new PlanReason("test", [])),
            Start.Reuse => new StartDecision.Reuse("before", MapValue.Empty, null),
            Start.Supply => new StartDecision.Supply(MapValue.Empty),
            Start.Fail => new StartDecision.Fail(new TaskFailure("launch", null, "")),
            Start.Hold when run[task].Trouble.Decision != Decision.NotExecuted =>
                new StartDecision.Hold(new PlanReason("test", []), "before", MapValue.Empty, null),
            Start.UndoFirst => new StartDecision.Run(null) { UndoFirst = RollbackCause.Failed },
            _ => new StartDecision.Run("digest"),
        };
    }

    public AttemptWork Prepare(AttemptRequest attempt, RunState run) => async (_, stop) =>
    {
        if (overlaps)
        {
            await Task.Delay(attempt.Task % 3, CancellationToken.None);
        }

        lock (_lock)
        {
            var isStopped = Note(attempt);
            return world.Run(attempt.Task, attempt.Kind, attempt.Number, isStopped || stop.Asked.IsCancellationRequested);
        }
    };

    public ProbeWork PrepareProbe(AttemptRequest attempt, RunState run) => (_, _) =>
    {
        lock (_lock)
        {
            Note(attempt);
            return new(world.Probe(attempt.Task));
        }
    };

    public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) => new([]);

    /// <returns>Whether the run is being stopped.</returns>
    private bool Note(AttemptRequest attempt)
    {
        Calls.Add($"{attempt.Kind} {attempt.Task}".ToLowerInvariant());
        if (!stops || package.Stop is not { } stop || Calls.Count != stop.Call)
        {
            return false;
        }

        _control.Stop(stop.Reason);
        return true;
    }
}
