using System.Collections.Immutable;
using TaskRunner.Model;
using TaskRunner.Planning.Recorded;

namespace TaskRunner.Planning.Deciding;

/// <summary>
/// Whether an earlier success of a task stands for a new run: the rules of reuse, in one place for the plan and for what is
/// decided only when the tasks before are done. Pure.
/// </summary>
internal static class ReuseRule
{
    private static readonly ReuseVerdict FirstRun = new ReuseVerdict.Run(TaskDecision.First.Reason);

    /// <summary>What can be said without the digest of the inputs.</summary>
    public static ReuseVerdict Judge(ReuseCase task)
    {
        if (task.IsAskedToRun)
        {
            return new ReuseVerdict.Run(new PlanReason("plan-run-asked", []));
        }

        if (task.Record is not { } record)
        {
            return FirstRun;
        }

        return record.Fact switch
        {
            TaskFact.Undone => new ReuseVerdict.Run(new PlanReason("plan-run-undone", [record.Run])),
            TaskFact.Failed => new ReuseVerdict.Run(new PlanReason("plan-run-failed", [record.Run])),
            TaskFact.Unknown => JudgeUnknown(task, record),
            TaskFact.Supplied => new ReuseVerdict.Run(new PlanReason("plan-run-supplied", [record.Run])),
            _ => JudgeSuccess(task, record),
        };
    }

    /// <summary>The verdict where <see cref="ReuseVerdict.Compare"/> was given, with the digest known.</summary>
    public static ReuseVerdict Compare(ReuseCase task, string digest)
    {
        var record = task.Record!;
        if (InputDigest.AreEqual(record.Digest, digest))
        {
            return new ReuseVerdict.Reuse(new PlanReason("plan-reuse-equal", [record.Run]));
        }

        var changes = string.Join(", ", InputDigest.Changes(record.Digest, digest));
        return task.Rerun == RerunRule.Changed
            ? new ReuseVerdict.Run(new PlanReason("plan-run-changed", [changes]))
            : new ReuseVerdict.Hold(new PlanReason("plan-inputs-changed", [changes]));
    }

    /// <summary>Promise P3: what may have been done and cannot be repeated or undone is not begun again without a person's word.</summary>
    private static ReuseVerdict JudgeUnknown(ReuseCase task, TaskRecord record) =>
        task.MayRunAgain
            ? new ReuseVerdict.Run(new PlanReason("plan-run-unknown", [record.Run]))
            : new ReuseVerdict.Hold(new PlanReason("plan-hold-unknown", [record.Run]));

    private static ReuseVerdict JudgeSuccess(ReuseCase task, TaskRecord record)
    {
        if (task.IsAskedToReuse)
        {
            return new ReuseVerdict.Reuse(new PlanReason("plan-reuse-asked", [record.Run]));
        }

        if (!task.Continues)
        {
            return task.Rerun == RerunRule.Changed
                ? new ReuseVerdict.Compare()
                : new ReuseVerdict.Run(new PlanReason("plan-run-version", [record.Version]));
        }

        return task.Rerun == RerunRule.Always
            ? new ReuseVerdict.Run(new PlanReason("plan-run-always", []))
            : new ReuseVerdict.Compare();
    }
}

/// <param name="Rerun">Of the task's policy.</param>
/// <param name="Continues">The run continues one of the same package version.</param>
/// <param name="Record">What the history says; null: nothing.</param>
/// <param name="MayRunAgain">Its policy is idempotent, or a rollback makes room for another attempt.</param>
/// <param name="IsAskedToRun"><c>--run</c>, <c>--from</c> or <c>--only</c> names it.</param>
/// <param name="IsAskedToReuse"><c>--reuse</c> names it.</param>
internal sealed record ReuseCase(
    RerunRule Rerun, bool Continues, TaskRecord? Record, bool MayRunAgain, bool IsAskedToRun, bool IsAskedToReuse);

/// <summary>The hierarchy is closed.</summary>
internal abstract record ReuseVerdict
{
    private ReuseVerdict()
    {
    }

    public sealed record Run(PlanReason Reason) : ReuseVerdict;

    public sealed record Reuse(PlanReason Reason) : ReuseVerdict;

    /// <summary>The digest of the inputs decides.</summary>
    public sealed record Compare : ReuseVerdict;

    /// <summary>It must not run again, and its inputs are others than those it succeeded with.</summary>
    public sealed record Hold(PlanReason Reason) : ReuseVerdict;
}
