namespace TaskRunner.Server.Http.Shapes;

/// <summary>Runs, their tasks, logs and graphs.</summary>
internal static class RunShapes
{
    private const string States = "queued|refused|running|rolling-back|interrupted|needs-decision|rollback-failed|succeeded|failed|rolled-back|cancelled";

    public static readonly Shape Package = new(
        "Package", "Which package.", new("name", "string"), new("version", "string"), new("digest", "string", "of its content, as `sha256:…`"));

    public static readonly Shape Failure = new(
        "Failure",
        "Why an attempt failed.",
        new("reason", "string"),
        new("exitCode?", "integer?"),
        new("attempt", "integer"),
        new("message", "string?"));

    public static readonly Shape Task = new(
        "Task",
        "A task of a run.",
        new("name", "string"),
        new("type", "string"),
        new("state", "string"),
        new("reason", "string?", "why it did not run, or ran otherwise than planned"),
        new("attempts", "integer"),
        new("outputs", "object?"),
        new("startedAt", "time?"),
        new("finishedAt", "time?"),
        new("failure", "Failure?"),
        new("blockedBy", "string[]?"),
        new("rollbackBlockedBy", "string[]?"),
        new("rollbackFailure", "Failure?"),
        new("needsDecision", "boolean"),
        new("evidence", "string?", "of a task of which nobody knows how it ended"));

    public static readonly Shape RunState = new(
        "RunState",
        "How a run stands.",
        new("id", "string"),
        new("state", States),
        new("continues?", "string?", "the run it continues or undoes"),
        new("startedAt", "time?"),
        new("finishedAt", "time?"),
        new("tasks", "Task[]"));

    public static readonly Shape Run = new(
        "Run",
        "A run with all its tasks.",
        new("installation", "string"),
        new("package", "Package"),
        new("operation", "string"),
        new("fromVersion", "string?"),
        new("run", "RunState"),
        new("kept", "string[]", "tasks whose rollback or removal only kept what they made"),
        new("outputs", "object"));

    public static readonly Shape LiveRun = new(
        "LiveRun",
        "A run as it is now, or one that waits for its turn or was refused when it came.",
        new("installation", "string"),
        new("package?", "Package"),
        new("operation", "string"),
        new("fromVersion?", "string?"),
        new("run", "RunState"),
        new("kept?", "string[]"),
        new("outputs?", "object"),
        new("seq", "integer", "the last record it is made from: streams go on after it"),
        new("progress?", "{integer}", "how many tasks there are, and in which states"),
        new("actions", "string[]", "the verbs that fit it as it stands"),
        new("refusal?", "Diagnostic[]"),
        new("queuedAt?", "time"),
        new("queuedBy?", "string"));

    public static readonly Shape Row = new(
        "RunRow",
        "A run in a list.",
        new("id", "string"),
        new("installation", "string"),
        new("operation", "string"),
        new("package?", "string"),
        new("version?", "string"),
        new("fromVersion?", "string?"),
        new("state", States),
        new("startedAt", "time?"),
        new("finishedAt", "time?"),
        new("queuedAt?", "time"),
        new("progress", "{integer}"));

    public static readonly Shape Begun = new(
        "Begun", "A run that was taken up.", new("run", "string"), new("installation", "string"), new("queue", "integer", "runs before it"));

    public static readonly Shape Asked = new("Asked", "A run that was asked to end.", new Key("run", "string"));

    public static IEnumerable<Shape> All => [Package, Failure, Task, RunState, Run, LiveRun, Row, Begun, Asked];
}
