using System.Diagnostics;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;

namespace TaskRunner.Core.Tests.Packages;

public sealed class LargePackageTests
{
    /// <summary>Ten times the tasks may cost about ten times the time; a square would cost a hundred.</summary>
    [Fact]
    public void Reading_is_linear_in_tasks_and_edges()
    {
        Read(1_000); // warm
        var (small, large) = (Read(4_000), Read(40_000));
        Assert.True(large < 40 * small + TimeSpan.FromSeconds(2), $"4,000 tasks took {small}, 40,000 took {large}");
    }

    [Fact]
    public void A_hundred_thousand_tasks_in_one_ring_are_one_cycle()
    {
        var manifest = new StringBuilder("""{"apiVersion":"taskrunner/v1","kind":"Package","name":"p","version":"1.0.0","tasks":[""");
        const int Count = 100_000;
        for (var i = 0; i < Count; i++)
        {
            AddTask(manifest, i, $"\"t{(i + 1) % Count}\"");
        }

        using var folder = PackageFolder.Of(manifest.Append("]}").ToString(), "taskrunner.json");
        var diagnostics = new DiagnosticBag();
        Assert.Null(PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default with { ManifestBytes = 1 << 30 }, diagnostics));
        Assert.Equal("TR1302", Assert.Single(diagnostics.Items).Code);
        Assert.True(diagnostics.Items[0].Arguments[0].Length < 1_000, "a long cycle is shown by its ends");
    }

    private static void AddTask(StringBuilder manifest, int number, string needs) =>
        manifest.Append(number == 0 ? "" : ",").Append($"{{\"name\":\"t{number}\",\"type\":\"shell\",\"needs\":[{needs}],\"spec\":{{\"run\":\"x\"}}}}");

    private static TimeSpan Read(int tasks)
    {
        var manifest = new StringBuilder("""{"apiVersion":"taskrunner/v1","kind":"Package","name":"p","version":"1.0.0","tasks":[""");
        var random = new Random(tasks);
        for (var i = 0; i < tasks; i++)
        {
            var needs = i < 100 ? "" : $"\"t{i - 1 - random.Next(50)}\",\"t{i - 51 - random.Next(49)}\"";
            AddTask(manifest, i, needs);
        }

        using var folder = PackageFolder.Of(manifest.Append("]}").ToString(), "taskrunner.json");
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default with { ManifestBytes = 1 << 30 }, diagnostics);
        Assert.Equal(tasks, package!.Manifest.Tasks.Length);
        return Process.GetCurrentProcess().TotalProcessorTime - cpu;
    }
}
