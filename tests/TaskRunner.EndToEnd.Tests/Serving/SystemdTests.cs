using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>The server as systemd starts, watches and stops it; systemd itself is this test, over the protocol that is its own.</summary>
public sealed class SystemdTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_when_it_can_be_used_that_it_lives_and_that_it_ends_and_what_it_starts_cannot_speak_for_it()
    {
        using var tool = new Taskrunner();
        var path = Path.Combine(tool.Folder, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        tool.Variables["NOTIFY_SOCKET"] = path;
        tool.Variables["WATCHDOG_USEC"] = "200000";
        using var served = await Served.StartAsync(tool);
        await HearAsync(socket, "READY=1");
        Assert.Equal("WATCHDOG=1", await HearAsync(socket));
        Assert.Equal("WATCHDOG=1", await HearAsync(socket));

        var package = Directory.CreateDirectory(Path.Combine(tool.Folder, "package")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(package, "taskrunner.yaml"),
            """
            apiVersion: taskrunner/v1
            kind: Package
            name: look
            version: 1.0.0
            tasks:
              - {name: look, type: shell, outputs: {seen: {type: string}}, spec: {execute: {run: 'echo "seen=${NOTIFY_SOCKET:-}${WATCHDOG_USEC:-}." >> "$TASKRUNNER_OUTPUT"'}}}
            """,
            Cancel);
        (await tool.RunAsync("package", "build", package)).Expect(0);
        var digest = await served.UploadAsync(Path.Combine(tool.Folder, "look-1.0.0.tgz"));
        var run = (string)(await served.PostAsync("/api/v1/runs", $$"""{"operation": "install", "installation": "look", "package": "{{digest}}"}"""))["run"]!;
        await served.WhenAsync(run, "succeeded");
        Assert.Equal(".", (string?)(await served.GetAsync($"/api/v1/runs/{run}/tasks/look"))["outputs"]!["seen"]);

        var ended = served.StopAsync();
        await HearAsync(socket, "STOPPING=1");
        Assert.Equal(0, await ended);
    }

    [Fact]
    public async Task The_unit_it_prints_calls_it_as_it_was_called_and_systemd_understands_it()
    {
        using var tool = new Taskrunner();
        var unit = (await tool.RunAsync("serve", "--listen", "0.0.0.0:7460", "--behind-proxy", "--host", "50% $off \"x\"", "--systemd-unit")).Expect(0).Output;
        Assert.False(Directory.Exists(tool.Store));
        var start = Assert.Single(unit.Split('\n'), l => l.StartsWith("ExecStart=", StringComparison.Ordinal));
        Assert.EndsWith("serve --listen 0.0.0.0:7460 --behind-proxy --host \"50%% $$off \\\"x\\\"\"", start, StringComparison.Ordinal);
        Assert.StartsWith("ExecStart=/", start, StringComparison.Ordinal);
        Assert.Contains($"\nEnvironment=TASKRUNNER_STORE={tool.Store}\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nType=notify\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nKillMode=process\n", unit, StringComparison.Ordinal);
        tool.Variables["TASKRUNNER_STORE"] = "";
        Assert.Contains("\nEnvironment=TASKRUNNER_STORE=%S/taskrunner/store\n", (await tool.RunAsync("serve", "--systemd-unit")).Expect(0).Output, StringComparison.Ordinal);
        var elsewhere = (await tool.RunAsync("serve", "--store=there", "--systemd-unit")).Expect(0).Output;
        Assert.Contains($" serve --store={tool.Folder}/there\n", elsewhere, StringComparison.Ordinal);
        (await tool.RunAsync("serve", "--listen", "0.0.0.0:7460", "--systemd-unit")).Expect(6); // what it would refuse to do it does not print
        if (File.Exists("/usr/bin/systemd-analyze"))
        {
            var file = Path.Combine(tool.Folder, "taskrunner.service");
            await File.WriteAllTextAsync(file, unit, Cancel);
            var verified = await RunAsync("/usr/bin/systemd-analyze", "verify", "--man=no", file);
            Assert.DoesNotContain("taskrunner.service", verified, StringComparison.Ordinal); // it names what it complains about
        }
    }

    /// <summary>Hears that it lives until it says this.</summary>
    private static async Task HearAsync(Socket socket, string word)
    {
        while (await HearAsync(socket) is var heard && heard != word)
        {
            Assert.Equal("WATCHDOG=1", heard);
        }
    }

    private static async Task<string> HearAsync(Socket socket)
    {
        var buffer = new byte[256];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return await output + await error;
    }
}
