using System.Collections.Immutable;
using TaskRunner.Journal;
using TaskRunner.Model;

namespace TaskRunner.Execution;

/// <summary>
/// The rollback of what failed for good, as a function of the run's state alone: who takes part, in which order, and what is in
/// the way. A task is rolled back only when everything attempted after it is rolled back or kept or has no part in it; an
/// unknown task without a rollback is in the way until a person decided.
/// </summary>
internal sealed class RollbackRules(Situation situation, TimeProvider time)
{
    public const int Tries = 3;
    private readonly RunState _run = situation.Run;

    /// <summary>What the phase begins with, or takes in more; null: nothing is to be rolled back.</summary>
    public RunEvent.RollbackPlanned? Plan()
    {
        var scope = Scope();
        if (scope == RollbackScope.None)
        {
            return null;
        }

        var members = ImmutableArray.CreateBuilder<int>();
        for (var task = 0; task < _run.Count; task++)
        {
            if (IsMember(task, scope))
            {
                members.Add(task);
            }
        }

        return members.Count > 0 || (scope == RollbackScope.All && _run.Rollback != RollbackScope.All)
            ? new RunEvent.RollbackPlanned(scope, members.DrainToImmutable(), time.GetUtcNow())
            : null;
    }

    /// <summary>Under <c>all</c>, what succeeded and has no rollback stays at once.</summary>
    public List<RunEvent.TaskKept> Keep()
    {
        var kept = new List<RunEvent.TaskKept>();
        for (var task = 0; task < _run.Count; task++)
        {
            var state = _run[task];
            if (_run.Rollback == RollbackScope.All && state is { Rollback: RollbackState.None, Released: true }
                && state.State is TaskState.Succeeded or TaskState.Reused && !situation.CanRollBack(task))
            {
                kept.Add(new RunEvent.TaskKept(task, time.GetUtcNow()));
            }
        }

        return kept;
    }

    /// <summary>Whether it is no longer, or never was, in the way of those before it.</summary>
    public bool IsPassed(int task) => _run[task].Rollback switch
    {
        RollbackState.RolledBack or RollbackState.Kept => true,
        RollbackState.None => _run[task].State != TaskState.Unknown,
        _ => false,
    };

    /// <param name="task">Whose turn has come.</param>
    /// <param name="hasWaited">It has waited for the time it was told.</param>
    public NextStep Next(int task, bool hasWaited)
    {
        ref readonly var state = ref _run[task];
        if (state.Open is not null || state.Rollback is not (RollbackState.Planned or RollbackState.RollingBack))
        {
            return NextStep.Nothing.Instance;
        }

        var wait = hasWaited ? null : Backoff.Until(state.Trouble.RollbackRetryAt, time.GetUtcNow(), situation.PolicyOf(task));
        return (NextStep?)wait ?? new NextStep.Attempt(AttemptKind.Rollback, CauseOf(task));
    }

    /// <summary>Rollbacks that were planned and have not ended.</summary>
    public bool HasOpen()
    {
        for (var task = 0; task < _run.Count; task++)
        {
            ref readonly var state = ref _run[task];
            if (state.Rollback == RollbackState.Planned
                || (state.Rollback == RollbackState.RollingBack && (situation.IsUndoing || state.State != TaskState.Pending)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When a rollback that just failed is tried again; null: it has failed.</summary>
    public DateTimeOffset? RetryTime(int task, double random)
    {
        var failures = _run[task].Trouble.RollbackTries + 1;
        return failures < Tries ? time.GetUtcNow() + Backoff.After(situation.PolicyOf(task), failures, random) : null;
    }

    /// <summary>Those whose turn cannot come because rollbacks after them failed, where that is news.</summary>
    public IEnumerable<RunEvent.RollbackBlocked> Blocked()
    {
        var causes = new ImmutableArray<int>[_run.Count];
        foreach (var task in situation.Plan.Graph.Reversed().TopologicalOrder())
        {
            causes[task] = [];
            foreach (var after in situation.Plan.Graph.After(task))
            {
                causes[task] = EdgeRules.Union(causes[task], _run[after].Rollback == RollbackState.Failed ? [after] : causes[after]);
            }

            var isOpen = _run[task].Rollback == RollbackState.Planned;
            if (isOpen && !causes[task].SequenceEqual(_run[task].Trouble.RollbackBlockedBy))
            {
                yield return new RunEvent.RollbackBlocked(task, causes[task], time.GetUtcNow());
            }
        }
    }

    private RollbackScope Scope()
    {
        if (situation.IsUndoing)
        {
            return RollbackScope.All;
        }

        var wanted = situation.RollbackPolicy;
        return wanted == RollbackScope.All && !HasFailed() ? RollbackScope.Failed : wanted;
    }

    /// <summary>A failure that undoes the whole run; one that may happen undoes only itself.</summary>
    private bool HasFailed()
    {
        for (var task = 0; task < _run.Count; task++)
        {
            if (situation.HasFailed(task) || IsLeftToRollback(task))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMember(int task, RollbackScope scope)
    {
        ref readonly var state = ref _run[task];
        if (state.Rollback != RollbackState.None || !state.Released || !situation.CanRollBack(task))
        {
            return false;
        }

        return scope == RollbackScope.All || state.State == TaskState.Failed || IsLeftToRollback(task);
    }

    /// <summary>Nobody is asked about it, so undoing it is what settles it.</summary>
    private bool IsLeftToRollback(int task)
    {
        var state = _run[task];
        return state.State == TaskState.Unknown && state.Trouble is { LeftUnknown: true, NeedsDecision: false }
            && state.Rollback == RollbackState.None && situation.CanRollBack(task);
    }

    private RollbackCause CauseOf(int task) =>
        _run[task].State == TaskState.Unknown ? RollbackCause.Unknown
        : _run.RollbackRequested ? RollbackCause.Requested
        : RollbackCause.Failed;
}
