using TaskRunner.Model;
using TaskRunner.Planning;

namespace TaskRunner.Execution;

/// <summary>What is known about a task when a runner takes up a run, or when an attempt ended without a clear result.</summary>
internal enum Evidence
{
    /// <summary>No intent in the journal.</summary>
    NoIntent,

    /// <summary>An intent, and proof that nothing was released.</summary>
    NotReleased,

    /// <summary>It still runs under a supervisor.</summary>
    Live,

    /// <summary>It has an outcome that the journal does not have yet.</summary>
    OutcomeFound,

    /// <summary>Released, or nobody can say that it was not, and no outcome is to be had.</summary>
    Lost,

    /// <summary>A recorded failure with an attempt left.</summary>
    Failed,

    /// <summary>A recorded failure with no attempt left.</summary>
    FailedForGood,

    /// <summary>A rollback without an outcome.</summary>
    LostRollback,
}

internal enum CrashAction
{
    Start,
    Adopt,
    Ask,
    Execute,

    /// <summary>Roll back, then execute anew; only roll back where nothing may be executed any more.</summary>
    RollBack,
    Settle,
    RepeatRollback,
    NotApplicable,
}

/// <param name="ProbeFirst">Where there is a probe, what it can tell comes before <paramref name="Then"/>.</param>
/// <param name="Then">What is done.</param>
internal readonly record struct CrashRule(bool ProbeFirst, CrashAction Then)
{
    public static implicit operator CrashRule(CrashAction then) => new(false, then);

    public static CrashRule ProbeElse(CrashAction then) => new(true, then);
}

/// <summary>
/// The crash table of the semantics, whole and here alone: evidence × rollback × idempotent → what is done. The same rows serve
/// resume and a live run that meets an unknown outcome.
/// </summary>
internal static class CrashTable
{
    public static CrashRule Of(Evidence evidence, bool rollback, bool idempotent) => (evidence, rollback, idempotent) switch
    {
        (Evidence.NoIntent, _, _) => CrashAction.Start,
        (Evidence.NotReleased, _, _) => CrashAction.Start,
        (Evidence.Live, _, _) => CrashAction.Adopt,
        (Evidence.OutcomeFound, _, _) => CrashAction.Adopt,
        (Evidence.Lost, false, false) => CrashRule.ProbeElse(CrashAction.Ask),
        (Evidence.Lost, false, true) => CrashRule.ProbeElse(CrashAction.Execute),
        (Evidence.Lost, true, _) => CrashRule.ProbeElse(CrashAction.RollBack),
        (Evidence.Failed, true, false) => CrashAction.RollBack,
        (Evidence.Failed, _, _) => CrashAction.Execute,
        (Evidence.FailedForGood, false, _) => CrashAction.Settle,
        (Evidence.FailedForGood, true, _) => CrashAction.RollBack,
        (Evidence.LostRollback, false, _) => CrashAction.NotApplicable,
        (Evidence.LostRollback, true, _) => CrashAction.RepeatRollback,
        _ => throw new ArgumentOutOfRangeException(nameof(evidence), evidence, null),
    };

    /// <summary>The row for an unknown outcome, or what the task says in its place.</summary>
    public static CrashRule ForUnknown(ResolvedPolicy policy) => policy.OnUnknown switch
    {
        null => Of(Evidence.Lost, policy.Rollback, policy.Idempotent),
        UnknownRule.Probe => CrashRule.ProbeElse(CrashAction.Ask),
        UnknownRule.Execute => CrashAction.Execute,
        UnknownRule.Rollback => CrashAction.RollBack,
        UnknownRule.Ask => CrashAction.Ask,
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.OnUnknown, null),
    };
}
