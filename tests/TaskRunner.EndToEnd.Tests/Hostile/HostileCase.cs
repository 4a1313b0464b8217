namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>Something that pretends to be a package.</summary>
/// <param name="Id">Names it in the golden list; never used again for something else.</param>
/// <param name="Make">Writes it into an empty folder.</param>
/// <param name="Target">What is handed to the program, below that folder.</param>
internal sealed record HostileCase(string Id, Action<string> Make, string Target)
{
    /// <summary>The call; PATH is the target.</summary>
    public string Call { get; init; } = "lint PATH";

    public static HostileCase Archive(string id, byte[] bytes) =>
        new($"archive/{id}", folder => File.WriteAllBytes(Path.Combine(folder, "package.tgz"), bytes), "package.tgz");

    /// <summary>A manifest made only when it is its turn: some are large.</summary>
    public static HostileCase Manifest(string id, Func<string> text, string name = "taskrunner.yaml") =>
        Bytes(id, () => System.Text.Encoding.UTF8.GetBytes(text()), name);

    public static HostileCase Bytes(string id, Func<byte[]> text, string name = "taskrunner.yaml") => new(
        $"manifest/{id}",
        folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "package"));
            File.WriteAllBytes(Path.Combine(folder, "package", name), text());
        },
        "package");

    public static HostileCase Folder(string id, Action<string> make) => new(
        $"folder/{id}",
        folder =>
        {
            var package = Directory.CreateDirectory(Path.Combine(folder, "package")).FullName;
            File.WriteAllText(Path.Combine(package, "taskrunner.yaml"), HostileManifests.Good);
            make(package);
        },
        "package");
}
