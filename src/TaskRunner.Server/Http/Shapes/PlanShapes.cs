namespace TaskRunner.Server.Http.Shapes;

/// <summary>What would be done, and why.</summary>
internal static class PlanShapes
{
    public static readonly Shape Answer = new(
        "PlanAnswer",
        "A plan that can be run by its id.",
        new("id", "string"),
        new("plan", "Plan"),
        new("warnings", "Diagnostic[]"),
        new("repeated", "string[]", "tasks that run again although their definition does not say that they may"),
        new("pruned", "string[]", "tasks an earlier version had and this one removes"),
        new("changes", "Difference[]", "answers that are not those of the last success"),
        new("transfer", "object?", "what another program needs to show it in its reader's language"),
        new("commandLine", "string", "the command that does the same"));

    public static readonly Shape Plan = new(
        "Plan",
        "What is done to which task.",
        new("installation", "string"),
        new("operation", "string"),
        new("package", "Package"),
        new("fromVersion", "string?"),
        new("toVersion", "string?"),
        new("hasChanges", "boolean"),
        new("tasks", "PlannedTask[]"),
        new("kept", "KeptTask[]"));

    public static readonly Shape Task = new(
        "PlannedTask",
        "A task of a plan.",
        new("name", "string"),
        new("type", "string"),
        new("action", "run|reuse|skip|output-only|decide|kept"),
        new("reason", "string", "in English"),
        new("mode", "string?"),
        new("preview?", "Preview"),
        new("text", "string", "the reason in the language that was asked for"));

    public static readonly Shape Preview = new(
        "Preview",
        "What a task would change, in the language that was asked for.",
        new("verb", "install|upgrade|nothing|unknown"),
        new("subject", "string?"),
        new("diff", "string?"),
        new("notes", "string[]"),
        new("problems", "PreviewProblem[]"));

    public static readonly Shape PreviewProblem = new("PreviewProblem", "What stands in its way.", new("code", "string"), new("message", "string"));

    public static readonly Shape Kept = new(
        "KeptTask", "A task of which only what it made is left.", new("name", "string"), new("type", "string"), new("action", "string", "always `kept`"), new("reason", "string", "in English"), new("text", "string", "the reason in the language that was asked for"));

    public static IEnumerable<Shape> All => [Answer, Plan, Task, Preview, PreviewProblem, Kept];
}
