using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Journal;

/// <summary>The kinds of records. Part of the store's format: never renamed, never used again for something else.</summary>
internal static class EventKinds
{
    public const string RunStarted = "start";
    public const string RunnerAttached = "runner";
    public const string RollbackRequested = "undo";
    public const string StopRequested = "stop";
    public const string RollbackPlanned = "rollback";
    public const string RunHalted = "halt";
    public const string RunSettled = "end";
    public const string TaskSkipped = "skip";
    public const string TaskReused = "reuse";
    public const string TaskSupplied = "supply";
    public const string TaskBlocked = "block";
    public const string TaskHeld = "hold";
    public const string TaskCancelled = "cancel";
    public const string TaskFailed = "fail";
    public const string TaskKept = "keep";
    public const string TaskLeftUnknown = "unknown";
    public const string AttemptIntended = "intent";
    public const string EffectBegun = "begin";
    public const string StepSettled = "step";
    public const string AttemptSettled = "outcome";
    public const string ProbeSettled = "probe";
    public const string AttemptLost = "lost";
    public const string AttemptNotReleased = "unreleased";
    public const string AttemptAdopted = "adopt";
    public const string RollbackBlocked = "rollback-blocked";
    public const string DecisionRecorded = "decision";
}

/// <summary>The words for what enums and outcomes say, both ways. Part of the store's format.</summary>
internal static class EventWords
{
    private static readonly string[] Kinds = ["execute", "rollback", "probe", "uninstall"];
    private static readonly string[] Causes = ["failed", "unknown", "requested"];
    private static readonly string[] Decisions = ["succeeded", "failed", "not-executed", "rolled-back"];
    private static readonly string[] Reasons = ["interrupted", "timeout", "cancelled"];
    private static readonly string[] Stages = ["asked", "killed"];
    private static readonly string[] Scopes = ["none", "failed", "all"];
    private static readonly string[] Operations = ["install", "upgrade", "reapply", "rollback", "uninstall"];
    private static readonly string[] Statuses =
        [.. Enum.GetValues<RunStatus>().Select(s => s.ToWord())];

    public static string Of(AttemptKind kind) => Kinds[(int)kind];

    public static string Of(RollbackCause cause) => Causes[(int)cause];

    public static string Of(Decision decision) => Decisions[(int)decision];

    public static string Of(StopReason reason) => Reasons[(int)reason];

    public static string Of(StopStage stage) => Stages[(int)stage];

    public static string Of(RollbackScope scope) => Scopes[(int)scope];

    public static string Of(OperationKind operation) => Operations[(int)operation];

    public static string Of(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Succeeded => "succeeded",
        TaskOutcome.Failed => "failed",
        TaskOutcome.Unknown => "unknown",
        TaskOutcome.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    public static string Of(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Done => "done",
        ProbeOutcome.NotDone => "not-done",
        ProbeOutcome.CannotTell => "cannot-tell",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    public static AttemptKind ToKind(string? word) => (AttemptKind)IndexOf(Kinds, word);

    public static RollbackCause ToCause(string word) => (RollbackCause)IndexOf(Causes, word);

    public static Decision ToDecision(string? word) => (Decision)IndexOf(Decisions, word);

    public static StopReason ToReason(string? word) => (StopReason)IndexOf(Reasons, word);

    public static StopStage ToStage(string? word) => (StopStage)IndexOf(Stages, word);

    public static RollbackScope ToScope(string? word) => (RollbackScope)IndexOf(Scopes, word);

    public static OperationKind ToOperation(string? word) => (OperationKind)IndexOf(Operations, word);

    public static RunStatus ToStatus(string? word) => (RunStatus)IndexOf(Statuses, word);

    private static int IndexOf(string[] words, string? word) =>
        Array.IndexOf(words, word) is >= 0 and var at ? at : throw new FormatException($"unknown word “{word}”");
}
