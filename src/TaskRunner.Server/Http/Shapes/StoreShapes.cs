namespace TaskRunner.Server.Http.Shapes;

/// <summary>The store as it is, for the command line.</summary>
internal static class StoreShapes
{
    public static readonly Shape Identity = new("StoreIdentity", "Which store.", new("id", "string"), new("format", "integer"), new("semantics", "integer"));

    public static readonly Shape Run = new(
        "RunHeader",
        "The header of a run.",
        new("id", "string"),
        new("installation", "string"),
        new("operation", "string"),
        new("package", "Package"),
        new("fromVersion", "string?"),
        new("startedAt", "time"),
        new("operationId", "string"),
        new("continues", "string?"),
        new("summary", "string?"),
        new("finishedAt", "time?"));

    public static readonly Shape Installation = new(
        "InstallationRecord",
        "An installation.",
        new("name", "string"),
        new("package", "Package?"),
        new("revision", "integer"),
        new("lastRun", "string?"),
        new("succeededRun", "string?"),
        new("outputs", "object"),
        new("answers", "object"),
        new("requires", "object"));

    public static readonly Shape Service = new(
        "ServiceRecord",
        "A service.",
        new("name", "string"),
        new("type", "string"),
        new("version", "string?"),
        new("state", "string"),
        new("outputs", "object"),
        new("facts", "object"),
        new("installation", "string"),
        new("run", "string"),
        new("task", "string"),
        new("updatedAt", "time"));

    public static readonly Shape Lease = new(
        "Lease",
        "Who has a scope.",
        new("scope", "string"),
        new("epoch", "integer"),
        new("runner", "string"),
        new("host", "string"),
        new("boot", "string"),
        new("pid", "integer"),
        new("startTicks", "integer"),
        new("pidNamespace", "string"),
        new("run", "string?"));

    public static readonly Shape Held = new(
        "HeldLease", "A lease as it is.", new("lease", "Lease"), new("isLive", "boolean"), new("since", "time?"), new("renewedAt", "time"));

    public static readonly Shape Unlock = Lease.With(
        "Unlock", "A person took a scope away from its holder.", new("by", "string"), new("reason", "string"), new("at", "time"));

    public static readonly Shape Scope = new("LeaseScope", "A scope, and who it was taken from.", new("held", "HeldLease?"), new("unlocks", "Unlock[]"));

    public static IEnumerable<Shape> All => [Identity, Run, Installation, Service, Lease, Held, Unlock, Scope];
}
