namespace TaskRunner.Server.Http.Shapes;

/// <summary>Packages that are kept, and what they ask.</summary>
internal static class PackageShapes
{
    public static readonly Shape Stored = RunShapes.Package.With("StoredPackage", "A package that is kept.", new("storedAt", "time?"), new("size", "integer", "bytes of its archive"));

    public static readonly Shape Pulled = Stored.With(
        "PulledPackage", "A package that came from a registry.", new("reference", "string", "by the digest of its manifest"), new("signedBy", "string?", "fingerprint of the trusted key that signed it"));

    public static readonly Shape Registry = new(
        "Registry", "Where packages may be taken from.", new("address", "string", "`oci://HOST` or `oci://HOST/PREFIX`"), new("allowsUnsigned", "boolean", "packages nobody trusted has signed are taken too"));

    public static readonly Shape Versions = new("RegistryVersions", "The tags of a repository.", new("repository", "string"), new("versions", "string[]", "versions first, the newest on top"));

    public static readonly Shape Detail = new(
        "PackageDetail",
        "What a package is, asks, does and gives; titles in the language that was asked for.",
        new("name", "string"),
        new("version", "string"),
        new("title", "string"),
        new("upgradeFrom", "string?"),
        new("requires", "Requirement[]"),
        new("questions", "AskedQuestion[]"),
        new("tasks", "PackageTask[]"),
        new("outputs", "string[]"),
        new("digest", "string"),
        new("storedAt", "time?"),
        new("size", "integer"));

    public static readonly Shape Requirement = new("Requirement", "A service that must be there.", new("service", "string"), new("version", "string"));

    public static readonly Shape AskedQuestion = new(
        "AskedQuestion",
        "A question of a package.",
        new("path", "string"),
        new("kind", "string"),
        new("title", "string"),
        new("required", "boolean"),
        new("secret", "boolean"),
        new("default", "any"));

    public static readonly Shape Task = new(
        "PackageTask",
        "A task of a package.",
        new("name", "string"),
        new("type", "string"),
        new("title", "string"),
        new("rollback", "boolean"),
        new("idempotent", "boolean"),
        new("after", "string[]"),
        new("outputs", "string[]"),
        new("modes", "string[]"));

    public static readonly Shape Graph = new("PackageGraph", "Its tasks and edges.", new("tasks", "GraphTask[]"), new("edges", "GraphLine[]"));

    public static readonly Shape GraphTask = new("GraphTask", "A task.", new("name", "string"), new("type", "string"));

    public static readonly Shape GraphLine = new(
        "GraphLine", "What ends before what begins.", new("from", "string"), new("to", "string"), new("on", "string"), new("origin", "string[]"));

    public static IEnumerable<Shape> All => [Stored, Pulled, Registry, Versions, Detail, Requirement, AskedQuestion, Task, Graph, GraphTask, GraphLine];
}
