using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.BrowserTests;

/// <summary><c>taskrunner serve</c> with a store of its own, and the first token it printed.</summary>
internal sealed partial class PageServer : IAsyncDisposable
{
    private const string NoPage =
        "the page is not built in; build it with: npm ci --prefix src/TaskRunner.Server/ui && npm run build --prefix src/TaskRunner.Server/ui && dotnet build";

    private readonly Taskrunner _tool = new();
    private HttpClient _client = new();
    private Process? _process;
    private string[] _flags = [];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string Token { get; private set; } = "";

    public string Folder => _tool.Folder;

    public Taskrunner Tool => _tool;

    /// <summary>Skips the test where the server was built without its page.</summary>
    /// <param name="flags">More of the command line, from the folder the server has.</param>
    public static async Task<PageServer> StartAsync(Func<string, string[]>? flags = null)
    {
        var server = new PageServer();
        server._flags = flags?.Invoke(server.Folder) ?? [];
        await server.RestartAsync();
        var start = await server._client.GetStringAsync(server.Address, TestContext.Current.CancellationToken);
        if (!start.Contains("id=\"root\"", StringComparison.Ordinal))
        {
            await server.DisposeAsync();
            Assert.Skip(NoPage);
        }

        return server;
    }

    /// <summary>Starts it, on the address it had before where it had one.</summary>
    public async Task RestartAsync()
    {
        var port = Token.Length == 0 ? 0 : Address.Port;
        _process = _tool.Start(["serve", "--listen", $"127.0.0.1:{port}", .. _flags]);
        var seen = "";
        while (!Listening().IsMatch(seen))
        {
            var line = await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(line is not null, $"the server ended:\n{seen}");
            seen += line + "\n";
        }

        Address = new Uri(Listening().Match(seen).Value);
        if (Token.Length == 0)
        {
            Token = Secret().Match(await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "").Value;
        }

        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _client.Dispose();
        _client = new HttpClient { BaseAddress = Address };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>As the machine's power going away does: the server, and those who watch over its tasks.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _tool.KillSupervisors();
    }

    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await _client.GetStringAsync(new Uri($"/api/v1{path}", UriKind.Relative), TestContext.Current.CancellationToken))!;

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(new Uri($"/api/v1{path}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}\n{text}");
        return JsonNode.Parse(text)!;
    }

    /// <returns>The answer; null where it was refused, which is only right where that is what is tried.</returns>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, HttpContent? body, bool mayFail)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/v1{path}", UriKind.Relative)) { Content = body };
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(mayFail || answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}\n{text}");
        return answer.IsSuccessStatusCode && text.Length > 0 ? JsonNode.Parse(text) : null;
    }

    /// <summary>Stores a package and returns its digest.</summary>
    public async Task<string> AddAsync(string archive)
    {
        using var body = new StreamContent(File.OpenRead(archive));
        using var answer = await _client.PostAsync(new Uri("/api/v1/packages", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["digest"]!;
    }

    /// <summary>Begins an installation as any client would, and returns its run.</summary>
    public async Task<string> InstallAsync(string installation, string archive, object? answers = null) => (string)(await PostAsync(
        "/runs", new { installation, operation = "install", package = await AddAsync(archive), answers = answers ?? new { } }))["run"]!;

    /// <summary>Waits until a run is in a state.</summary>
    public async Task WhenAsync(string run, params string[] states)
    {
        string? state;
        while (Array.IndexOf(states, state = await StateAsync(run)) < 0)
        {
            Assert.False(state is "refused" or "failed" or "succeeded" or "rolled-back" or "cancelled", $"the run {run} is {state}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <returns>Null while it was accepted and its first record is not written yet.</returns>
    private async Task<string?> StateAsync(string run)
    {
        using var answer = await _client.GetAsync(new Uri($"/api/v1/runs/{run}", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? (string?)JsonNode.Parse(text)!["run"]!["state"] : null;
    }

    public async Task<string> NewTokenAsync(string name, string role) => (string)(await PostAsync("/tokens", new { name, role, expiresIn = "1h" }))["token"]!;

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();

    [GeneratedRegex(@"trt_\S+")]
    private static partial Regex Secret();
}
