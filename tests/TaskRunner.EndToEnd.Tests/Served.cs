using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The real binary as a server, which can be killed.</summary>
internal sealed class Served : IDisposable
{
    private readonly Process _process;

    private Served(Process process, Uri address, string token)
    {
        _process = process;
        Address = address;
        Token = token;
        Client = new HttpClient { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address { get; }

    public string Token { get; }

    /// <summary>What it says on standard error until it ends.</summary>
    public Task<string> Said { get; private init; } = Task.FromResult("");

    /// <summary>What it printed after the token, when it has ended.</summary>
    public Task<string> RestOfOutputAsync() => _process.StandardOutput.ReadToEndAsync(Cancel);

    public HttpClient Client { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="tool">Whose store.</param>
    /// <param name="token">Of an earlier start; null: the first one, which it prints.</param>
    /// <param name="flags">How it is served; none: on a port of its own.</param>
    public static async Task<Served> StartAsync(Taskrunner tool, string? token = null, IEnumerable<string>? flags = null)
    {
        var process = tool.Start(["serve", .. flags ?? ["--listen", "0"]]);
        var address = await WhenListeningAsync(process);
        var rest = process.StandardError.ReadToEndAsync(CancellationToken.None); // so that it never waits for us to read
        return new Served(process, address, token ?? (await process.StandardOutput.ReadLineAsync(Cancel))!) { Said = rest };
    }

    /// <summary>Waits until a server says where it listens.</summary>
    public static async Task<Uri> WhenListeningAsync(Process process)
    {
        const string Word = "Listening at ";
        var said = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(Cancel) is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith(Word, StringComparison.Ordinal))
            {
                return new Uri(line[Word.Length..]);
            }
        }

        throw new InvalidOperationException($"the server did not start:\n{said}");
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(path, Cancel))!;

    public async Task<JsonNode> PostAsync(string path, string json)
    {
        using var answer = await Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a package; its digest.</summary>
    public async Task<string> UploadAsync(string archive)
    {
        using var answer = await Client.PostAsync("/api/v1/packages", new ByteArrayContent(await File.ReadAllBytesAsync(archive, Cancel)), Cancel);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["digest"]!;
    }

    public async Task<JsonNode> WhenAsync(string run, string state)
    {
        for (var until = DateTime.UtcNow.AddMinutes(2); ; await Task.Delay(50, Cancel))
        {
            var document = await GetAsync($"/api/v1/runs/{run}");
            if ((string?)document["run"]!["state"] == state)
            {
                return document;
            }

            Assert.True(DateTime.UtcNow < until, $"not {state}: {document.ToJsonString()}");
        }
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Cancel);
    }

    /// <summary>As systemd does; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(Cancel);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
