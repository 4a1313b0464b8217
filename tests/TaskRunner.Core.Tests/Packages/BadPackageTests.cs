using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;

namespace TaskRunner.Core.Tests.Packages;

/// <summary>
/// Each folder of <c>Bad</c> is a package with a mistake; <c>expected.txt</c> is what a person reads. After a change that is
/// meant run the tests with TASKRUNNER_UPDATE_SNAPSHOTS=1 and read the difference as the user would.
/// </summary>
public sealed class BadPackageTests
{
    private const string Update = "TASKRUNNER_UPDATE_SNAPSHOTS";

    public static TheoryData<string> Names =>
        [.. Directory.GetDirectories(Root()).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_reported_with_its_place_and_the_way_out(string name)
    {
        var diagnostics = Read(Path.Combine(Root(), name));
        Assert.Contains(diagnostics, d => d.Severity == Severity.Error);
        var shown = DiagnosticText.Render(diagnostics, MessageCatalogue.English).Replace(Root() + "/", "", StringComparison.Ordinal);
        var file = Path.Combine(Root(), name, "expected.txt");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, shown);
        }

        Assert.Equal(File.ReadAllText(file), shown);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_reported_in_chinese_too(string name)
    {
        var chinese = MessageCatalogue.Load("zh");
        foreach (var diagnostic in Read(Path.Combine(Root(), name)))
        {
            Assert.NotEqual(MessageCatalogue.English.Format(diagnostic), chinese.Format(diagnostic));
        }
    }

    [Fact]
    public void There_are_at_least_sixty_of_them() => Assert.True(Names.Count >= 60);

    /// <summary>Every key of the format in one package.</summary>
    [Fact]
    public void A_package_with_everything_is_right()
    {
        using var folder = PackageFolder.Of(File.ReadAllText(Path.Combine(Root(), "..", "everything.yaml")));
        var diagnostics = new DiagnosticBag();
        PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics);
        Assert.Equal("", DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English));
    }

    private static IReadOnlyList<Diagnostic> Read(string folder)
    {
        var path = Path.GetFileName(folder) == "not-there" ? Path.Combine(folder, "nothing-here") : folder;
        var diagnostics = new DiagnosticBag();
        Assert.Null(PackageReader.Read(path, ScriptType.Catalog, PackageLimits.Default, diagnostics));
        return diagnostics.Items;
    }

    private static string Root([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Bad");
}
