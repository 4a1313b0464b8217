using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What the tests of examples need besides taskrunner itself.</summary>
internal static class ExampleTools
{
    public static string Example(string name) => Path.Combine(Taskrunner.Repository, "examples", name);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs an assembly of an example with the shared <c>dotnet</c>.</summary>
    public static async Task<Ran> DotnetAsync(Taskrunner tool, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = tool.Folder,
        };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>What a page of the shop answers; null while nothing does.</summary>
    public static async Task<string?> FetchAsync(int port, string path)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            return await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return null; // nobody listens: the answer that some tests want
        }
    }

    /// <summary>Waits until the page answers like this.</summary>
    public static async Task ExpectAsync(int port, string path, string? answer)
    {
        var time = Stopwatch.StartNew();
        string? seen;
        while ((seen = await FetchAsync(port, path)) != answer && time.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(answer, seen);
    }
}
