namespace TaskRunner.EndToEnd.Tests;

/// <summary>Where no control group can be had a daemon may outlive its task, and that is said. The program runs without the hierarchy's mount.</summary>
public sealed class NoControlGroupTests : IDisposable
{
    private const int ExitNoNamespace = 99;
    private readonly Taskrunner _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_run_and_doctor_say_what_is_not_held_and_the_run_goes_on()
    {
        var folder = Path.Combine(_tool.Folder, "package");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "taskrunner.yaml"), """
            apiVersion: taskrunner/v1
            kind: Package
            name: one
            version: 1.0.0
            tasks:
              - {name: work, type: shell, spec: {execute: {run: "true"}}}
            """, TestContext.Current.CancellationToken);
        var (code, _, error) = await RunWithoutAsync("install", "one", folder);
        Assert.Equal(0, code);
        Assert.Contains("TR9042", error, StringComparison.Ordinal);
        (code, var output, error) = await RunWithoutAsync("doctor");
        Assert.Equal(0, code);
        Assert.Contains("TR9042", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_said_where_there_are_control_groups()
    {
        Assert.SkipUnless(EscapeTests.HasControlGroups, "no control group (version 2) may be made here; run as root");
        var ran = await _tool.RunAsync("install", "one", "no-such-package");
        Assert.DoesNotContain("TR9042", ran.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunWithoutAsync(params string[] arguments)
    {
        const string script = """
            for mount in $(awk '/ - cgroup2 /{print $5}' /proc/self/mountinfo); do umount -l "$mount" || exit 99; done; exec "$@"
            """;
        using var process = _tool.Start("unshare", ["--mount", "sh", "-c", script, "sh", Taskrunner.Binary, .. arguments], null);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var said = await error;
        Assert.SkipWhen(said.StartsWith("unshare:", StringComparison.Ordinal) || process.ExitCode == ExitNoNamespace, "no namespaces may be made here; run as root");
        return (process.ExitCode, await output, said);
    }
}
