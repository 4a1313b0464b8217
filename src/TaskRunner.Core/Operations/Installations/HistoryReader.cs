using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations.Installations;

/// <summary>
/// Finds out what the runs of an installation say of each task. Goes back from the newest run; the first word about a task
/// counts. Ends at the last success that stands, whose plan carries on what older runs said.
/// </summary>
internal sealed class HistoryReader
{
    private readonly IReadOnlyDictionary<string, string> _operations;
    private readonly string? _operationId;
    private readonly Dictionary<string, TaskRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskRecord> _standing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _undoneOperations = new(StringComparer.Ordinal);
    private readonly HashSet<(string Operation, string Task)> _undone = [];

    private readonly bool _onlyOperation;

    private HistoryReader(IReadOnlyList<RunHeader> headers, string? operationId, bool onlyOperation)
    {
        _onlyOperation = onlyOperation;
        _operations = headers.ToDictionary(h => h.Id, h => h.OperationId, StringComparer.Ordinal);
        _operationId = operationId;
    }

    /// <param name="store">Where the runs are.</param>
    /// <param name="installation">Whose runs.</param>
    /// <param name="operationId">The operation whose tasks are marked as its own: that is continued or undone; or null.</param>
    /// <param name="onlyOperation">What other operations left standing hides nothing: for its rollback.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<TaskHistory> ReadAsync(
        IStore store, string installation, string? operationId, bool onlyOperation, CancellationToken cancellationToken)
    {
        var headers = await store.ListRunsAsync(installation, cancellationToken).ConfigureAwait(false);
        var reader = new HistoryReader(headers, operationId, onlyOperation);
        foreach (var header in headers)
        {
            var journal = await RunJournal.LoadAsync(store, header.Id, cancellationToken).ConfigureAwait(false);
            if (reader.Read(header, journal.State))
            {
                break;
            }
        }

        return new TaskHistory(reader._records, reader._standing);
    }

    /// <returns>Whether nothing older needs to be read.</returns>
    private bool Read(RunHeader header, RunState run)
    {
        var undoes = header.Operation == OperationKind.Rollback ? OperationOf(header.Continues) : null;
        if (undoes is not null && run.Status == RunStatus.Succeeded)
        {
            _undoneOperations.Add(undoes);
        }
        else if (run.Status == RunStatus.RolledBack)
        {
            _undoneOperations.Add(header.OperationId);
        }

        var tasks = PlanRecordReader.ReadTasks(run.Start.Plan);
        for (var i = 0; i < tasks.Length; i++)
        {
            Read(tasks[i], header, run, i, undoes);
        }

        var isEnd = undoes is null && run.Status == RunStatus.Succeeded && !_undoneOperations.Contains(header.OperationId);
        if (isEnd)
        {
            Carry(run.Start.Plan);
        }

        return isEnd;
    }

    private void Read(RecordedTask task, RunHeader header, RunState run, int index, string? undoes)
    {
        if (FactOf(task, run, index) is not { } fact)
        {
            return;
        }

        var isUndone = task.Verb != TaskVerb.Execute || run[index].Rollback == RollbackState.RolledBack;
        var isUnusable = isUndone || (run.Status == RunStatus.RolledBack && run[index].Attempts > 0);
        var record = RecordOf(task, run, index, fact, header);
        _records.TryAdd(task.Name, isUnusable ? record with { Fact = TaskFact.Undone } : record);
        if (task.Verb == TaskVerb.Uninstall)
        {
            _gone.Add(task.Name);
        }
        else if (isUndone)
        {
            // What a rollback could only keep is still there.
            if (run[index].Rollback != RollbackState.Kept)
            {
                _undone.Add((undoes ?? header.OperationId, task.Name));
            }
        }
        else if ((record.IsOfOperation || !_onlyOperation) && !_gone.Contains(task.Name)
            && !_undone.Contains((OperationOf(record.Run) ?? header.OperationId, task.Name)))
        {
            _standing.TryAdd(task.Name, record);
        }
    }

    private void Carry(MapValue plan)
    {
        foreach (var (name, record) in PlanRecordReader.ReadCarried(plan, "carried"))
        {
            _records.TryAdd(name, record with { IsOfOperation = IsOfOperation(record.Run) });
        }

        foreach (var (name, record) in PlanRecordReader.ReadCarried(plan, "standing"))
        {
            if (!_gone.Contains(name))
            {
                _standing.TryAdd(name, record with { IsOfOperation = IsOfOperation(record.Run) });
            }
        }
    }

    private TaskRecord RecordOf(RecordedTask task, RunState run, int index, TaskFact fact, RunHeader header)
    {
        ref readonly var state = ref run[index];
        var source = state.State == TaskState.Reused ? state.Trouble.SourceRun ?? header.Id : header.Id;
        return new TaskRecord(source, fact, state.InputDigest, state.Outputs ?? MapValue.Empty, task.Mode)
        {
            Type = task.Type,
            Version = header.Package.Version,
            IsOfOperation = IsOfOperation(source),
        };
    }

    private bool IsOfOperation(string run) => _operationId is not null && OperationOf(run) == _operationId;

    private string? OperationOf(string? run) => run is null ? null : _operations.GetValueOrDefault(run);

    /// <returns>Null where the run says nothing of the task: then an older one may.</returns>
    private static TaskFact? FactOf(RecordedTask task, RunState run, int index)
    {
        ref readonly var state = ref run[index];
        if (task.Verb != TaskVerb.Execute)
        {
            return state.State == TaskState.Succeeded || state.Rollback is RollbackState.Kept or RollbackState.RolledBack ? TaskFact.Undone : null;
        }

        return state.State switch
        {
            _ when state.Rollback == RollbackState.Failed => TaskFact.Unknown,
            TaskState.Succeeded when state.Attempts == 0 && state.Trouble.Decision is null => TaskFact.Supplied,
            TaskState.Succeeded or TaskState.Reused => TaskFact.Succeeded,
            TaskState.Failed when state.Attempts > 0 => TaskFact.Failed,
            _ when state.Attempts > 0 && (state.Released || state.Rollback == RollbackState.RolledBack) => TaskFact.Unknown,
            _ => null,
        };
    }
}
