using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>
/// Finds out what the runs of an installation say of each task. Goes back from the newest run; the first word about a task
/// counts. Ends at the last success, whose plan carries on what older runs said.
/// </summary>
internal sealed class HistoryReader(IStore store)
{
    /// <param name="installation">Whose runs.</param>
    /// <param name="operationId">The operation that is continued, or null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<TaskHistory> ReadAsync(string installation, string? operationId, CancellationToken cancellationToken)
    {
        var headers = await store.ListRunsAsync(installation, cancellationToken).ConfigureAwait(false);
        var operations = headers.ToDictionary(h => h.Id, h => h.OperationId, StringComparer.Ordinal);
        var records = new Dictionary<string, TaskRecord>(StringComparer.Ordinal);
        foreach (var header in headers)
        {
            var journal = await RunJournal.LoadAsync(store, header.Id, cancellationToken).ConfigureAwait(false);
            Read(header, journal.State, run => operationId is not null && operations.GetValueOrDefault(run) == operationId, records);
            if (header.Operation != OperationKind.Rollback && journal.State.Status == RunStatus.Succeeded)
            {
                break;
            }
        }

        return new TaskHistory(records);
    }

    private static void Read(RunHeader header, RunState run, Func<string, bool> isOfOperation, Dictionary<string, TaskRecord> records)
    {
        var plan = run.Start.Plan;
        var tasks = PlanRecordReader.ReadTasks(plan);
        for (var i = 0; i < tasks.Length; i++)
        {
            if (!records.ContainsKey(tasks[i].Name) && FactOf(tasks[i], run, i) is { } fact)
            {
                records.Add(tasks[i].Name, RecordOf(tasks[i], run, i, fact, header, isOfOperation));
            }
        }

        foreach (var (name, record) in PlanRecordReader.ReadCarried(plan))
        {
            records.TryAdd(name, record with { IsOfOperation = isOfOperation(record.Run) });
        }
    }

    private static TaskRecord RecordOf(
        RecordedTask task, RunState run, int index, TaskFact fact, RunHeader header, Func<string, bool> isOfOperation)
    {
        ref readonly var state = ref run[index];
        var source = state.State == TaskState.Reused ? state.Trouble.SourceRun ?? header.Id : header.Id;
        return new TaskRecord(source, fact, state.InputDigest, state.Outputs ?? MapValue.Empty, task.Mode)
        {
            Type = task.Type,
            Version = header.Package.Version,
            IsOfOperation = isOfOperation(source),
        };
    }

    /// <returns>Null where the run says nothing of the task: then an older one may.</returns>
    private static TaskFact? FactOf(RecordedTask task, RunState run, int index)
    {
        ref readonly var state = ref run[index];
        if (task.Verb != TaskVerb.Execute)
        {
            return state.State == TaskState.Succeeded || state.Rollback is RollbackState.Kept or RollbackState.RolledBack ? TaskFact.Undone
                : state.Attempts > 0 || state.LastAttempt > 0 ? TaskFact.Unknown
                : null;
        }

        if (state.Rollback == RollbackState.RolledBack || (run.Status == RunStatus.RolledBack && state.Attempts > 0))
        {
            return TaskFact.Undone;
        }

        return state.State switch
        {
            _ when state.Rollback == RollbackState.Failed => TaskFact.Unknown,
            TaskState.Succeeded when state.Attempts == 0 && state.Trouble.Decision is null => TaskFact.Supplied,
            TaskState.Succeeded or TaskState.Reused => TaskFact.Succeeded,
            TaskState.Failed when state.Attempts > 0 => TaskFact.Failed,
            _ when state.Released && state.Attempts > 0 => TaskFact.Unknown,
            _ => null,
        };
    }
}
