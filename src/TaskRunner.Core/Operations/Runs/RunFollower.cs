using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>
/// A run as it goes on, whoever carries it out: reads what is new in its journal, folds it, and knows of each task with which record
/// it changed last. Somebody who saw everything up to a record needs only what changed since. Not thread safe.
/// </summary>
public sealed class RunFollower
{
    private readonly Workbench _bench;
    private readonly RunState _state;
    private readonly RecordedPlan _plan;
    private readonly string[] _names;
    private readonly long[] _changed;
    private readonly int[] _counts = new int[Enum.GetValues<TaskState>().Length];
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<long>> _intents = [];
    private readonly AttemptFold?[] _attempts;

    private RunFollower(Workbench bench, RunHeader header, RunState state)
    {
        (_bench, Header, _state) = (bench, header, state);
        _plan = PlanRecordReader.Read(state.Start.Plan);
        _names = [.. _plan.Tasks.Select(t => t.Name)];
        (_changed, _attempts) = (new long[_names.Length], new AttemptFold?[_names.Length]);
        _counts[(int)TaskState.Pending] = _names.Length;
        for (var i = 0; i < _names.Length; i++)
        {
            _indices.TryAdd(_names[i], i);
        }
    }

    /// <summary>The run in lists as it was when it was read last.</summary>
    public RunHeader Header { get; private set; }

    /// <summary>Number of the last record that was read.</summary>
    public long Seq { get; private set; }

    /// <summary>Number of the record with which the run itself, not only a task of it, changed last.</summary>
    public long RunChanged { get; private set; }

    public RunStatus Status => _state.Status;

    public DateTimeOffset? FinishedAt => _state.FinishedAt;

    public IReadOnlyList<string> Names => _names;

    /// <summary>How many tasks are in each state, for what progress shows.</summary>
    public int CountOf(TaskState state) => _counts[(int)state];

    /// <exception cref="RefusedException">There is no such run, or its journal is damaged.</exception>
    public static async ValueTask<RunFollower> OpenAsync(Workbench bench, string runId, CancellationToken cancellationToken)
    {
        var header = await bench.Store.FindRunAsync(runId, cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6101", runId);
        await foreach (var record in bench.Store.ReadJournalAsync(runId, 1, cancellationToken).ConfigureAwait(false))
        {
            if (RunEventCodec.Read(record) is not RunEvent.RunStarted start)
            {
                throw RunEventCodec.Damaged(runId, record.Seq);
            }

            var follower = new RunFollower(bench, header, new RunState(start)) { Seq = 1, RunChanged = 1 };
            await follower.ReadAsync(cancellationToken).ConfigureAwait(false);
            return follower;
        }

        throw RunEventCodec.NoSuchRun(runId);
    }

    /// <summary>Reads what is new.</summary>
    /// <returns>Whether there was something.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var before = Seq;
        await foreach (var record in _bench.Store.ReadJournalAsync(Header.Id, Seq + 1, cancellationToken).ConfigureAwait(false))
        {
            Take(RunEventCodec.Read(record), record.Seq);
        }

        if (RunChanged > before)
        {
            Header = await _bench.Store.FindRunAsync(Header.Id, cancellationToken).ConfigureAwait(false) ?? Header;
        }

        return Seq > before;
    }

    /// <exception cref="RefusedException">There is no such task.</exception>
    public int Require(string task) => IndexOf(task) ?? throw LogsOperation.NoSuchTask(Header.Id, task, _names);

    public int? IndexOf(string task) => _indices.TryGetValue(task, out var index) ? index : null;

    /// <summary>Whether a task changed after the record of this number.</summary>
    public bool ChangedSince(int task, long seq) => _changed[task] > seq;

    /// <summary>How a task stands.</summary>
    public TaskReport Task(int index) => RunReports.OfTask(_plan.Tasks[index], _state, index, _names);

    /// <summary>The word a task stands under, without a report of it.</summary>
    public string WordOf(int task) => _state[task].Word;

    public string TypeOf(int task) => _plan.Tasks[task].Type;

    public bool NeedsDecision(int task) => _state[task].Trouble.NeedsDecision;

    /// <summary>Everything there is to know of a task.</summary>
    /// <param name="task">Its number.</param>
    /// <param name="inputs">What the tasks of this run read; null: that is left out.</param>
    public TaskDetail Detail(int task, RunInputs? inputs) => new(Header.Id, Task(task), _plan.Tasks[task].Decision.Reason)
    {
        Attempts = [.. _attempts[task]?.Attempts ?? []],
        Decided = _attempts[task]?.Decided,
        Inputs = inputs?.Of(task, _state),
    };

    /// <summary>Where attempts write their logs; which files there are by now is <see cref="AttemptLog.Read"/>.</summary>
    /// <param name="task">A task, or null for all.</param>
    /// <param name="attempt">An attempt by number, or null for all.</param>
    /// <exception cref="RefusedException">There is no such task or attempt.</exception>
    public ImmutableArray<AttemptLog> Logs(string? task, int? attempt) =>
        LogsOperation.Find(_bench.Paths, _state, _plan, task is null ? null : Require(task), attempt);

    /// <param name="isHeld">Somebody works on it now.</param>
    public RunReport Report(bool isHeld) => RunReports.Of(Header, _state, _plan, isHeld);

    /// <summary>How many attempts of a task had been intended with the record of this number.</summary>
    public int AttemptsAt(int task, long seq) => _intents.GetValueOrDefault(task)?.Count(s => s <= seq) ?? 0;

    private void Take(RunEvent happened, long seq)
    {
        if (happened is not RunEvent.OfTask of)
        {
            TakeOfRun(happened, seq);
            return;
        }

        var (before, status) = (_state[of.Task].State, _state.Status);
        _state.Apply(happened);
        (_attempts[of.Task] ??= new AttemptFold()).Take(of);
        Seq = _changed[of.Task] = seq;
        _counts[(int)before]--;
        _counts[(int)_state[of.Task].State]++;
        RunChanged = _state.Status == status ? RunChanged : seq;
        if (happened is RunEvent.AttemptIntended)
        {
            (_intents.TryGetValue(of.Task, out var known) ? known : _intents[of.Task] = []).Add(seq);
        }
    }

    /// <summary>What settles a run or begins its rollback changes tasks without naming each.</summary>
    private void TakeOfRun(RunEvent happened, long seq)
    {
        var before = new (TaskState, RollbackState)[_names.Length];
        for (var i = 0; i < before.Length; i++)
        {
            before[i] = (_state[i].State, _state[i].Rollback);
        }

        _state.Apply(happened);
        Seq = RunChanged = seq;
        Array.Clear(_counts);
        for (var i = 0; i < before.Length; i++)
        {
            _counts[(int)_state[i].State]++;
            _changed[i] = before[i] == (_state[i].State, _state[i].Rollback) ? _changed[i] : seq;
        }
    }
}
