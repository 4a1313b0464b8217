using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Documentation;

public sealed class KubernetesPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_example_of_the_page_is_a_package() => Assert.Empty(Read(Example()));

    [Fact]
    public void A_manifest_that_is_not_there_is_named() =>
        Assert.Equal("TR9028", Assert.Single(Read(Example().Replace("      objects:", "      manifests: [none.yaml]\n      objects:", StringComparison.Ordinal))));

    [Fact]
    public void What_a_task_found_can_be_read_by_its_outputs_only() =>
        Assert.Equal("TR1311", Assert.Single(Read(Example().Replace("namespace: shop", "namespace: \"${{ objects.x }}\"", StringComparison.Ordinal))));

    private static string Example([CallerFilePath] string file = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "kubernetes.md"));
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return page[start..page.IndexOf("```\n", start, StringComparison.Ordinal)];
    }

    private IEnumerable<string> Read(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "taskrunner.yaml"), text);
        var diagnostics = new DiagnosticBag();
        PackageReader.Read(_folder, new TaskTypeCatalog(new KubernetesTask(MessageCatalogue.English)), PackageLimits.Default, diagnostics);
        return diagnostics.Items.Select(d => d.Code);
    }
}
