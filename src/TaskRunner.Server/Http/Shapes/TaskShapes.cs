namespace TaskRunner.Server.Http.Shapes;

/// <summary>Tasks of a run in pages and one by one, their logs, and where they stand in the graph.</summary>
internal static class TaskShapes
{
    public static readonly Shape Row = new(
        "TaskRow",
        "A task in a page.",
        new("index", "integer", "its place in the plan"),
        new("name", "string"),
        new("type", "string"),
        new("state", "string"),
        new("attempts", "integer"),
        new("attempt", "integer", "number of the last one"),
        new("startedAt", "time?"),
        new("finishedAt", "time?"),
        new("failure?", "Failure"),
        new("reason?", "string"),
        new("blockedBy?", "string[]"),
        new("decisions?", "string[]", "what a person may decide"),
        new("needsDecision?", "boolean"));

    public static readonly Shape Page = new("TaskPage", "Tasks that fit a filter.", new("total", "integer"), new("seq", "integer"), new("tasks", "TaskRow[]"));

    public static readonly Shape Detail = RunShapes.Task.With(
        "TaskDetail",
        "A task with all there is to know of it.",
        new("run", "string"),
        new("group", "string?"),
        new("mode", "string?"),
        new("service", "string?"),
        new("why", "string", "why it runs or does not"),
        new("decisions", "string[]"),
        new("decided", "Decided?"),
        new("inputs", "any", "its spec, filled in"),
        new("history", "Attempt[]"));

    public static readonly Shape Decided = new(
        "Decided", "What a person decided.", new("as", "string"), new("reason", "string"), new("by", "string"), new("at", "time?"));

    public static readonly Shape Attempt = new(
        "Attempt",
        "One try.",
        new("number", "integer"),
        new("kind", "string"),
        new("state", "string"),
        new("startedAt", "time?"),
        new("finishedAt", "time?"),
        new("reason", "string?"),
        new("exitCode", "integer?"),
        new("message", "string?"),
        new("evidence", "string?"),
        new("logs", "LogStream[]"));

    public static readonly Shape LogStream = new("LogStream", "How much an attempt wrote.", new("stream", "string"), new("bytes", "integer"));

    public static readonly Shape Log = new(
        "Log",
        "A log there is.",
        new("task", "string"),
        new("attempt", "integer"),
        new("stream", "string"),
        new("bytes", "integer"),
        new("files", "string[]"));

    public static readonly Shape Graph = new(
        "Graph",
        "A run's graph with places, in pixels.",
        new("width", "integer"),
        new("height", "integer"),
        new("nodes", "GraphNode[]"),
        new("edges", "GraphEdge[]"),
        new("groups", "GraphGroup[]"));

    public static readonly Shape GraphNode = new(
        "GraphNode",
        "A task, or a group of tasks that is folded.",
        new("id", "string"),
        new("name", "string"),
        new("type", "string"),
        new("group", "string?"),
        new("x", "integer"),
        new("y", "integer"),
        new("w", "integer"),
        new("h", "integer"),
        new("state", "string?"),
        new("count", "integer"),
        new("states", "{integer}?"));

    public static readonly Shape GraphEdge = new(
        "GraphEdge", "A line.", new("from", "string"), new("to", "string"), new("on", "string"), new("points", "integer[][]", "x and y of each"));

    public static readonly Shape GraphGroup = new(
        "GraphGroup", "A folded group.", new("id", "string"), new("title", "string"), new("count", "integer"), new("states", "{integer}?"));

    public static IEnumerable<Shape> All => [Row, Page, Detail, Decided, Attempt, LogStream, Log, Graph, GraphNode, GraphEdge, GraphGroup];
}
