using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Tasks.Helm;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Documentation;

public sealed class HelmPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;

    public HelmPageTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "charts", "database"));
        File.WriteAllText(Path.Combine(_folder, "charts", "database", "Chart.yaml"), "apiVersion: v2\nname: database\nversion: 1.0.0\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, InlineData(0), InlineData(1)]
    public void The_examples_of_the_page_are_packages(int which) => Assert.Empty(Read(Example(which)));

    [Fact]
    public void A_chart_that_is_not_there_or_is_none_is_named()
    {
        Assert.Equal("TR9601", Assert.Single(Read(Example(0).Replace("charts/database", "charts/none", StringComparison.Ordinal))));
        Assert.Equal("TR9602", Assert.Single(Read(Example(0).Replace("charts/database", "charts", StringComparison.Ordinal))));
        Assert.Equal("TR9603", Assert.Single(Read(Example(0).Replace("charts/database", "oci://registry.example/database", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_mode_that_installs_nothing_has_found_nothing_an_output_could_read() => Assert.Contains(
        "TR1311", Read(Example(1).Replace("${{ global.database.address }}", "${{ release.name }}", StringComparison.Ordinal)));

    private static string Example(int which, [CallerFilePath] string file = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "helm.md"));
        return page.Split("```yaml\n")[which + 1].Split("```\n")[0];
    }

    private IEnumerable<string> Read(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "taskrunner.yaml"), text);
        var diagnostics = new DiagnosticBag();
        PackageReader.Read(_folder, new TaskTypeCatalog(new HelmTask(MessageCatalogue.English)), PackageLimits.Default, diagnostics);
        return diagnostics.Items.Select(d => d.Code);
    }
}
