using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskRunner.ClusterTests;

/// <summary>
/// Starts processes that end with the tests, also with tests that are killed: a shell reads what to start from a pipe, and when the
/// pipe ends, for whatever reason, it kills all it started and removes their folder.
/// </summary>
internal sealed class Guard : IAsyncDisposable
{
    // Signals of a terminal go to the whole group; the shell must outlive them to clean up.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        while IFS= read -r line; do eval "$line </dev/null &"; pids="$pids $!"; done
        kill -KILL $pids; wait
        cd / && rm -rf "$0"
        """;

    private readonly Process _shell;

    /// <summary>Of the loopback interface.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Guard(string folder)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, folder]) { WorkingDirectory = folder, RedirectStandardInput = true };
        _shell = Process.Start(start)!;
        Folder = folder;
    }

    public string Folder { get; }

    /// <summary>Its output goes to <c>NAME.log</c> in the folder.</summary>
    public async Task StartAsync(string program, params IEnumerable<string> arguments)
    {
        var line = string.Join(' ', arguments.Prepend(program).Select(Quoted));
        await _shell.StandardInput.WriteLineAsync($"{line} >{Path.GetFileName(program)}.log 2>&1");
        await _shell.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
