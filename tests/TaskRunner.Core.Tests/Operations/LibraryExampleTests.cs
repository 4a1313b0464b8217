using System.Diagnostics;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>The example of TaskRunner as a library is a real program: compiled with these tests and run by them.</summary>
public sealed class LibraryExampleTests
{
    private static readonly string Source = Path.Combine(Repository(), "examples", "library");

    [Fact]
    public async Task A_program_of_under_30_lines_runs_a_package_with_a_task_type_of_its_own()
    {
        Assert.True((await File.ReadAllLinesAsync(Path.Combine(Source, "Program.cs"), TestContext.Current.CancellationToken)).Length < 30);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Library.dll"), Path.Combine(Source, "package")])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.StartsWith("succeeded: {\"notice\":\"", output, StringComparison.Ordinal);
        Assert.EndsWith("notice.txt\"}", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documentation_shows_this_very_program()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository(), "docs", "library.md"), TestContext.Current.CancellationToken);
        foreach (var file in new[] { "Program.cs", "package/taskrunner.yaml" })
        {
            Assert.Contains((await File.ReadAllTextAsync(Path.Combine(Source, file), TestContext.Current.CancellationToken)).Trim(), page);
        }
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TaskRunner.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie in the repository");
        }

        return folder.FullName;
    }
}
