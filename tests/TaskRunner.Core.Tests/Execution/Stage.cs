using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Graphs;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution;

/// <summary>A task of a test: its policy, and what its attempts do.</summary>
internal sealed class Actor(int index, string name)
{
    public int Index => index;

    public string Name => name;

    public bool Rollback { get; set; }

    public bool Idempotent { get; set; }

    public bool HasProbe { get; set; }

    public bool AllowFailure { get; set; }

    public int Attempts { get; set; } = 1;

    public UnknownRule? OnUnknown { get; set; }

    public PlanAction Action { get; set; } = PlanAction.Run;

    public TaskVerb Verb { get; set; }

    public Func<RunState, StartDecision> Decide { get; set; } = _ => new StartDecision.Run(null);

    public Func<IStepRunner, StopSignals, ValueTask<TaskOutcome>> Execute { get; set; } = (_, _) => new(Succeeded());

    public Func<IStepRunner, StopSignals, ValueTask<TaskOutcome>> Undo { get; set; } = (_, _) => new(Succeeded());

    public Func<ProbeOutcome> Probe { get; set; } = () => new ProbeOutcome.CannotTell("");

    public static TaskOutcome Succeeded(params ReadOnlySpan<(string, Value)> outputs) => new TaskOutcome.Succeeded(MapValue.Of(outputs));

    public static TaskOutcome Failed(string message = "") => new TaskOutcome.Failed(new TaskFailure("exit", 1, message));

    /// <summary>One outcome per attempt, in order; the last one again after that.</summary>
    public Actor Does(params TaskOutcome[] outcomes)
    {
        var next = 0;
        Execute = (_, _) => new(outcomes[Math.Min(next++, outcomes.Length - 1)]);
        return this;
    }

    /// <summary>One outcome per rollback, in order; the last one again after that.</summary>
    public Actor Undoes(params TaskOutcome[] outcomes)
    {
        var next = 0;
        Undo = (_, _) => new(outcomes[Math.Min(next++, outcomes.Length - 1)]);
        return this;
    }

    public PlannedTask ToPlanned() => new()
    {
        Name = name,
        Type = "test",
        Verb = Verb,
        Action = Action,
        Reason = new PlanReason("test", []),
        AllowFailure = AllowFailure,
        Policy = new ResolvedPolicy
        {
            Rollback = Rollback,
            Idempotent = Idempotent,
            Attempts = Attempts,
            OnUnknown = OnUnknown,
            Backoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(2),
            Capabilities = (Rollback ? TaskCapabilities.Rollback : 0) | (HasProbe ? TaskCapabilities.Probe : 0),
        },
    };
}

/// <summary>A run on a memory store: tasks, edges, what was called in which order, and the journal. Ends as often as it is told to.</summary>
internal sealed class Stage : ITaskWork, ILauncher, IRunProjection, IRunObserver
{
    private readonly List<GraphEdge> _edges = [];
    private readonly Lock _lock = new();
    private Plan? _plan;

    public List<Actor> Actors { get; } = [];

    public MemoryStore Store { get; } = new();

    /// <summary><c>execute a</c>, <c>rollback a</c>, <c>probe a</c>, <c>uninstall a</c>, in the order they were called.</summary>
    public List<string> Calls { get; } = [];

    public List<AttemptRequest> Requests { get; } = [];

    public List<string> Strays { get; } = [];

    public List<RunEvent> Events { get; } = [];

    public List<StoreCommit> Commits { get; } = [];

    public RunPolicy Policy { get; set; } = new(4, RollbackScope.Failed, SiblingsRule.Finish);

    public OperationKind Operation { get; set; } = OperationKind.Install;

    public ImmutableArray<int> Earlier { get; set; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public RunControl Control { get; set; } = new();

    public string? RollbackBy { get; set; }

    /// <summary>As if the disk were full: no commit succeeds.</summary>
    public bool IsFull { get; set; }

    public Action? BeforeCommit { get; set; }

    /// <summary>As if somebody else had taken the lease: the next commit finds out.</summary>
    public bool IsStale { get; set; }

    public Action? OnRefused { get; set; }

    public ProcessOutcome ProcessEnd { get; set; } = new ProcessOutcome.Exited(0);

    public Action? OnObserved { get; set; }

    public Actor Add(string name)
    {
        Actors.Add(new Actor(Actors.Count, name));
        return Actors[^1];
    }

    public void Edge(Actor from, Actor to, EdgeCondition on = EdgeCondition.Succeeded) => _edges.Add(new GraphEdge(from.Index, to.Index, on));

    /// <summary><c>a &gt; b &gt; c</c></summary>
    public void Chain(params Actor[] actors)
    {
        for (var i = 1; i < actors.Length; i++)
        {
            Edge(actors[i - 1], actors[i]);
        }
    }

    /// <summary>Starts the run, or goes on with it when it exists.</summary>
    public async Task<RunState> RunAsync()
    {
        _plan ??= ToPlan();
        var lease = await TakeLeaseAsync();
        var head = await Store.ReadHeadAsync("run", default);
        var journal = head == 0 ? RunJournal.Begin(ToStart()) : await RunJournal.LoadAsync(Store, "run", default);
        var request = new EngineRequest
        {
            Plan = _plan,
            Lease = lease,
            Header = ToHeader(),
            Journal = journal,
            Work = this,
            Projection = this,
            Observer = this,
            Control = Control,
            RollbackBy = RollbackBy,
        };
        try
        {
            return await new Engine(Store, this, Time) { Random = () => 0 }.RunAsync(request);
        }
        finally
        {
            (Control, RollbackBy) = (new RunControl(), null);
            await Store.ReleaseAsync(lease, default);
        }
    }

    /// <summary>Puts these events on the journal as a runner that died after them would have left it.</summary>
    public async Task LeaveAsync(params RunEvent[] events)
    {
        var lease = await TakeLeaseAsync();
        using var codec = new RunEventCodec();
        var head = await Store.ReadHeadAsync("run", default);
        RunEvent[] all = head == 0 ? [ToStart(), .. events] : events;
        await Store.CommitAsync(
            new StoreCommit
            {
                Lease = lease,
                RunId = "run",
                Run = ToHeader(),
                Records = [.. codec.Write(all, head, lease.Epoch, Guid.NewGuid)],
            },
            default);
        await Store.ReleaseAsync(lease, default);
    }

    /// <summary>The task's execute was intended and nothing more is known.</summary>
    public Task LoseAsync(Actor actor) =>
        LeaveAsync(new RunEvent.AttemptIntended(actor.Index, 1, AttemptKind.Execute, null, null, DateTimeOffset.UnixEpoch));

    public async Task DecideAsync(Actor actor, Decision decision) =>
        await LeaveAsync(new RunEvent.DecisionRecorded(actor.Index, decision, MapValue.Empty, "because", "tester", DateTimeOffset.UnixEpoch));

    public async Task<RunState> ReadAsync() => (await RunJournal.LoadAsync(Store, "run", default)).State;

    public static string Word(RunState run, Actor actor) => run[actor.Index].Word;

    public Plan ToPlan() => new()
    {
        Installation = "shop",
        Operation = Operation,
        Package = new PackageIdentity("shop", "1.0.0", "sha256:0"),
        Tasks = [.. Actors.Select(a => a.ToPlanned())],
        Graph = TaskGraph.Build(Actors.Count, _edges.ToArray()),
        Policy = Policy,
    };

    public RunEvent.RunStarted ToStart() =>
        new("run", "run", Operation, null, Actors.Count, MapValue.Empty, Earlier, DateTimeOffset.UnixEpoch);

    public StartDecision Decide(int task, RunState run) => Actors[task].Decide(run);

    public AttemptWork Prepare(AttemptRequest attempt, RunState run)
    {
        var actor = Actors[attempt.Task];
        return (steps, stop) =>
        {
            Note(attempt, actor);
            return attempt.Kind == AttemptKind.Rollback ? actor.Undo(steps, stop) : actor.Execute(steps, stop);
        };
    }

    public ProbeWork PrepareProbe(AttemptRequest attempt, RunState run) => (_, _) =>
    {
        Note(attempt, Actors[attempt.Task]);
        return new(Actors[attempt.Task].Probe());
    };

    public StoreCommit Project(IReadOnlyList<RunEvent> events, RunState run, StoreCommit commit)
    {
        BeforeCommit?.Invoke();
        if (IsStale)
        {
            throw new StaleLeaseException(commit.Lease);
        }

        if (IsFull)
        {
            OnRefused?.Invoke();
            throw new RefusedException(RefusalKind.Store, "TR7001", "disk", "0");
        }

        Commits.Add(commit);
        return commit;
    }

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        Events.AddRange(events);
        OnObserved?.Invoke();
    }

    public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) => new(ProcessEnd);

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken)
    {
        Strays.Add(attemptId);
        return new([]);
    }

    private void Note(AttemptRequest attempt, Actor actor)
    {
        lock (_lock)
        {
            Requests.Add(attempt);
            Calls.Add($"{attempt.Kind.ToString().ToLowerInvariant()} {actor.Name}");
        }
    }

    private RunHeader ToHeader() =>
        new("run", "shop", Operation, new PackageIdentity("shop", "1.0.0", "sha256:0"), null, DateTimeOffset.UnixEpoch) { OperationId = "run" };

    private async Task<Lease> TakeLeaseAsync()
    {
        var grant = await Store.AcquireAsync(Lease.ScopeOf("shop"), HostIdentity.Read().ToHolder("test", "run"), default);
        return ((LeaseGrant.Granted)grant).Lease;
    }
}
