namespace TaskRunner.Server.Http.Shapes;

/// <summary>Installations, their past, and the services they left.</summary>
internal static class InstallationShapes
{
    public static readonly Shape Row = new(
        "InstallationRow",
        "An installation in the list.",
        new("installation", "string"),
        new("package", "string?"),
        new("version", "string?"),
        new("state", "string?", "of its last run"),
        new("lastRun", "LastRun?"),
        new("needsDecision", "boolean", "it waits for a person"),
        new("services", "{integer}", "how many are in which state"));

    public static readonly Shape LastRun = new(
        "LastRun",
        "The last run of an installation.",
        new("id", "string"),
        new("state", "string"),
        new("operation", "string"),
        new("startedAt", "time?"),
        new("finishedAt", "time?"));

    public static readonly Shape Detail = RunShapes.Run.With(
        "Installation",
        "An installation: its last run, and what of it holds.",
        new("installed", "Package?", "what its last success left"),
        new("revision", "integer"),
        new("openRun", "string?", "one that is not over"),
        new("actions", "string[]"));

    public static readonly Shape HistoryRow = new(
        "HistoryRow",
        "A run in the history of an installation.",
        new("revision", "integer?"),
        new("operation", "string"),
        new("package", "string"),
        new("version", "string"),
        new("fromVersion", "string?"),
        new("run", "string"),
        new("state", "string"),
        new("startedAt", "time?"),
        new("finishedAt", "time?"));

    public static readonly Shape Difference = new(
        "Difference", "An answer that is not the same.", new("path", "string"), new("kind", "added|removed|changed"), new("from", "any"), new("to", "any"));

    public static readonly Shape Service = new(
        "Service",
        "A service of the register.",
        new("name", "string"),
        new("type", "string"),
        new("version", "string?"),
        new("state", "string"),
        new("outputs", "object"),
        new("facts", "object", "what its type knows of it"),
        new("installation", "string"),
        new("run", "string"),
        new("updatedAt", "time?"));

    public static IEnumerable<Shape> All => [Row, LastRun, Detail, HistoryRow, Difference, Service];
}
