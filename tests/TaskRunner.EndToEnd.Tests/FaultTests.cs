using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What goes wrong around a run: each time a clear message with a way out, and nothing lost.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_full_disk_stops_the_run_with_path_and_free_space_and_it_goes_on_after_there_is_room()
    {
        using var tool = new Taskrunner();
        var mount = Path.Combine(tool.Folder, "small");
        Directory.CreateDirectory(mount);
        if (Shell($"mount -t tmpfs -o size=1200k,mode=0700 tmpfs '{mount}'") != 0)
        {
            Assert.Skip("needs the right to mount a small file system: run the tests as root");
        }

        try
        {
            var package = Write(tool, 80, "printf text=%020000d 7 > \"$TASKRUNNER_OUTPUT\"", "idempotent: true\n    outputs: {text: {type: string}}");
            var store = Path.Combine(mount, "store");
            var full = await tool.RunAsync("install", "many", package, "--store", store, "--progress", "none");
            Assert.NotEqual(0, full.Code);
            Assert.Contains(full.Error.Length > 0 ? mount : "failed", full.Error + full.Output); // a task may meet the full disk first
            Assert.DoesNotContain("   at ", full.Error);

            Assert.Equal(0, Shell($"mount -o remount,size=64m '{mount}'"));
            // What goes on depends on what was full first: the store's first record, a later one, or a task's own output.
            var goneOn = await tool.RunAsync("resume", "many", "--store", store, "--progress", "none");
            if (goneOn.Code != 0)
            {
                goneOn = await tool.RunAsync("install", "many", package, "--store", store, "--progress", "none");
            }

            goneOn.Expect(0);
        }
        finally
        {
            Shell($"umount -l '{mount}'"); // a supervisor that has nothing to do may stand in it for a moment more
        }
    }

    [Fact]
    public async Task A_store_that_others_can_read_is_refused_with_the_command_that_mends_it()
    {
        using var tool = new Taskrunner();
        (await tool.RunAsync("install", "one", Write(tool, 1, "true"), "--progress", "none")).Expect(0);
        File.SetUnixFileMode(tool.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var refused = (await tool.RunAsync("status", "one")).Expect(1);
        Assert.Contains("chmod", refused.Error);
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_named_and_left_alone()
    {
        using var tool = new Taskrunner();
        Directory.CreateDirectory(tool.Store);
        File.SetUnixFileMode(tool.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Path.Combine(tool.Store, "store.db");
        await File.WriteAllTextAsync(file, new string('x', 8192), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refused = (await tool.RunAsync("list")).Expect(1);
        Assert.Contains(tool.Store, refused.Error);
        Assert.Equal(8192, new FileInfo(file).Length);
    }

    [Fact]
    public async Task A_task_that_ignores_TERM_is_killed_after_its_grace_and_counts_as_unknown_unless_it_may_run_again()
    {
        using var tool = new Taskrunner();
        var package = Write(tool, 1, "trap \"\" TERM; while :; do sleep 0.1; done", "timeout: 300ms\n    grace: 300ms");
        var time = Stopwatch.StartNew();
        var run = await tool.JsonAsync("install", "one", package, "--progress", "none");
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20));
        Assert.Equal("needs-decision", (string)run["run"]!["state"]!);
        Assert.Equal("unknown", (string)run["run"]!["tasks"]![0]!["state"]!);
    }

    [Fact]
    public async Task A_gigabyte_of_log_neither_fills_the_disk_nor_stops_the_task()
    {
        using var tool = new Taskrunner();
        var package = Write(tool, 1, "head -c 1073741824 /dev/zero");
        (await tool.RunAsync("install", "one", package, "--progress", "none")).Expect(0);
        var kept = new DirectoryInfo(tool.Store).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        Assert.True(kept < 200L << 20, $"{kept >> 20} MiB kept");
    }

    private static string Write(Taskrunner tool, int tasks, string script, string more = "idempotent: false")
    {
        var folder = Path.Combine(tool.Folder, "package");
        Directory.CreateDirectory(folder);
        var items = Enumerable.Range(0, tasks).Select(i =>
            $"  - name: t{i}\n    type: shell\n    {more}\n    spec: {{execute: {{run: '{script}'}}}}\n");
        File.WriteAllText(
            Path.Combine(folder, "taskrunner.yaml"),
            $"apiVersion: taskrunner/v1\nkind: Package\nname: faults\nversion: 1.0.0\ntasks:\n{string.Concat(items)}");
        return folder;
    }

    private static int Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
