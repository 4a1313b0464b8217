using System.Diagnostics;

namespace TaskRunner.Simulation.Tests;

/// <summary>The bugs that <c>tests/planted-bugs/run</c> plants to see whether the simulation finds them.</summary>
public sealed class PlantedBugTests
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    [Fact]
    public async Task Every_planted_bug_still_applies_to_the_code()
    {
        var patches = Directory.GetFiles(Path.Combine(Root, "tests", "planted-bugs"), "*.patch");
        Assert.True(patches.Length >= 10, $"only {patches.Length} planted bugs");
        foreach (var patch in patches)
        {
            Assert.True(await AppliesAsync(patch), $"{Path.GetFileName(patch)} does not apply any more: make it anew");
        }
    }

    private static async Task<bool> AppliesAsync(string patch)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", patch]) { WorkingDirectory = Root })!;
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        return git.ExitCode == 0;
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "TaskRunner.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
