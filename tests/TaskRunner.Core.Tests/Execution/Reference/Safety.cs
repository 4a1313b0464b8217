using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>Promises that hold for every journal, whatever the model says.</summary>
internal static class Safety
{
    public static void Check(RandomPackage package, IReadOnlyList<RunEvent> journal)
    {
        for (var task = 0; task < package.Tasks.Length; task++)
        {
            CheckAtMostOnce(package.Tasks[task], package, journal);
        }

        CheckOrder(package, journal);
    }

    /// <summary>P1 and the ledger: what was called in a session is exactly what was intended in it.</summary>
    public static void CheckLedger(RandomPackage package, IEnumerable<string> calls, IEnumerable<RunEvent> session)
    {
        var intents = session.OfType<RunEvent.AttemptIntended>().Select(e => $"{e.Kind} {e.Task}".ToLowerInvariant());
        Assert.True(calls.Order().SequenceEqual(intents.Order()), $"P1: seed {package.Seed}: calls and intents differ");
    }

    /// <summary>P3: no second execute without a definite outcome, a rollback, a probe's proof or a decision in between.</summary>
    private static void CheckAtMostOnce(RandomTask task, RandomPackage package, IReadOnlyList<RunEvent> journal)
    {
        if (task.Idempotent || task.OnUnknown == UnknownRule.Execute || package.Operation == OperationKind.Uninstall)
        {
            return;
        }

        var (mayRun, kind) = (true, AttemptKind.Execute);
        foreach (var happened in journal.OfType<RunEvent.OfTask>().Where(e => e.Task == task.Index))
        {
            switch (happened)
            {
                case RunEvent.AttemptIntended e:
                    Assert.True(e.Kind != AttemptKind.Execute || mayRun, $"P3: seed {package.Seed}, task {task.Index}, attempt {e.Attempt}");
                    (mayRun, kind) = (mayRun && e.Kind != AttemptKind.Execute, e.Kind);
                    break;
                case RunEvent.AttemptSettled e:
                    mayRun |= kind == AttemptKind.Rollback ? e.Outcome is TaskOutcome.Succeeded : e.Outcome is TaskOutcome.Failed;
                    break;
                case RunEvent.ProbeSettled { Outcome: ProbeOutcome.NotDone }:
                case RunEvent.DecisionRecorded { Decision: Decision.NotExecuted or Decision.RolledBack }:
                    mayRun = true;
                    break;
            }
        }
    }

    /// <summary>No task begins before every task before it has an end, and none is rolled back while one after it still is to be.</summary>
    private static void CheckOrder(RandomPackage package, IReadOnlyList<RunEvent> journal)
    {
        var state = new RunState((RunEvent.RunStarted)journal[0]);
        foreach (var happened in journal.Skip(1))
        {
            if (happened is RunEvent.AttemptIntended { Kind: AttemptKind.Execute or AttemptKind.Uninstall } e)
            {
                foreach (var edge in package.Edges.Where(x => x.To == e.Task))
                {
                    var before = state[edge.From].State;
                    var isSettled = before is not (TaskState.Pending or TaskState.Intended or TaskState.Running or TaskState.Unknown);
                    Assert.True(isSettled, $"order: seed {package.Seed}, {e.Task} began while {edge.From} was {before}");
                }
            }
            else if (happened is RunEvent.AttemptIntended { Kind: AttemptKind.Rollback } r && state.Status == RunStatus.RollingBack)
            {
                foreach (var edge in package.Edges.Where(x => x.From == r.Task))
                {
                    var after = state[edge.To].Rollback;
                    var isDone = after is RollbackState.None or RollbackState.RolledBack or RollbackState.Kept;
                    Assert.True(isDone, $"rollback order: seed {package.Seed}, {r.Task} before {edge.To}, which is {after}");
                }
            }

            state.Apply(happened);
        }
    }
}

/// <summary>A run's state as text, so that two of them can be compared whole.</summary>
internal static class StateText
{
    public static RunState Fold(IReadOnlyList<RunEvent> journal)
    {
        var state = new RunState((RunEvent.RunStarted)journal[0]);
        foreach (var happened in journal.Skip(1))
        {
            state.Apply(happened);
        }

        return state;
    }

    public static string Of(RunState run)
    {
        var tasks = Enumerable.Range(0, run.Count).Select(i =>
        {
            var t = run[i];
            var x = t.Trouble;
            return $"{t.State} {t.Rollback} {t.Open} {t.LastAttempt} {t.Attempts} {t.Spent} {t.Released} {t.Outputs} {t.InputDigest}"
                + $" {Time(t.StartedAt)} {Time(t.FinishedAt)} {x.Failure} {x.FailedAttempt} {x.Reason?.Code} {string.Join(',', x.BlockedBy)}"
                + $" {x.Evidence} {x.Probe?.GetType().Name} {x.NeedsDecision} {x.LeftUnknown} {x.Decision} {x.SourceRun} {x.HeldOutputs}"
                + $" {Time(x.RetryAt)} {x.RollbackCause} {Time(x.RollbackRetryAt)} {x.RollbackTries} {x.RollbackFailure}"
                + $" {string.Join(',', x.RollbackBlockedBy)}";
        });
        return $"{run.Status} {run.Rollback} {run.RollbackRequested} {run.Stop?.Reason} {Time(run.FinishedAt)}\n{string.Join('\n', tasks)}";
    }

    private static long? Time(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();
}
