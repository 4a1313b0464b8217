using System.Text;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// Secrets go into the server by every request that takes answers, right ones and wrong ones; then every route, both streams of events,
/// what the server said and all files of its store are searched for them.
/// </summary>
public sealed class CanaryServerTests
{
    private const string Json = "application/json";

    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["inFile"] = "srv-in-file-9f3Kq\"7'x",
        ["bySet"] = "srv by set/$7Hq & co",
        ["bySetFile"] = "-----BEGIN KEY-----\nMIIEvQ0rLq8server1\nhkiG9w0server22\n-----END KEY-----",
        ["byEnv"] = "srv-by-env-ü-Rt5'\\z",
        ["byFile"] = "srv-by-file-Lp0+/=?",
        ["byExec"] = "srv-by-exec-88vTm",
        ["number"] = "7412097755",
        ["map"] = "srv-in-map-Wd61k",
    };

    private readonly List<(string Where, byte[] Bytes)> _seen = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_found_in_what_the_server_says_streams_or_keeps()
    {
        using var tool = new Taskrunner();
        var (store, global) = ("srv-by-store-Yc4%20", "srv-global-ref-Nn3x");
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "by-store"), store, Cancel);
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "global-ref"), global, Cancel);
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "global.yaml"), $"byReference: {{$file: {Path.Combine(tool.Folder, "global-ref")}}}\n", Cancel);
        (await tool.RunAsync("secret", "set", "canary", "-f", Path.Combine(tool.Folder, "by-store"))).Expect(0);
        (await tool.RunAsync("global", "set", "-f", Path.Combine(tool.Folder, "global.yaml"))).Expect(0);
        Directory.CreateDirectory(Path.Combine(tool.Folder, "out"));
        var archive = Path.Combine(tool.Folder, "canary.tgz");
        (await tool.RunAsync("package", "build", CanaryPackage.Write(tool.Folder), "--out", archive)).Expect(0);

        using (var server = await Served.StartAsync(tool))
        {
            var digest = await server.UploadAsync(archive);
            var good = await BeginAsync(server, Request("install", "good", digest, Answers(tool, "good")));
            await server.WhenAsync(good, "succeeded");
            var bad = await BeginAsync(server, Request("install", "bad", digest, Answers(tool, "bad")));
            await server.WhenAsync(bad, "rolled-back");
            await SendWrongAsync(server, digest, Answers(tool, "good"));
            await SeeAllAsync(server, digest, good, "good");
            await SeeAllAsync(server, digest, bad, "bad");
            await server.StopAsync();
            _seen.Add(("standard error of the server", Encoding.UTF8.GetBytes(await server.Said)));
        }

        _seen.AddRange(Directory.EnumerateFiles(tool.Store, "*", SearchOption.AllDirectories).Select(f => ($"store: {f}", File.ReadAllBytes(f))));
        List<Canary> canaries = [.. Secrets.Select(s => new Canary(s.Key, s.Value)), new Canary("byStore", store), new Canary("global", global)];
        canaries.Add(new Canary("generated", await File.ReadAllTextAsync(Path.Combine(tool.Folder, "out", "drawn"), Cancel)));
        canaries.Add(new Canary("secret output", await File.ReadAllTextAsync(Path.Combine(tool.Folder, "out", "token"), Cancel)));
        Assert.Equal(12, canaries.Count);

        Assert.Contains(_seen, s => s.Where.StartsWith("stream", StringComparison.Ordinal) && s.Bytes.AsSpan().IndexOf("raw *** end"u8) >= 0);
        Assert.Contains(_seen, s => s.Where == "GET /api/v1/audit (200)" && s.Bytes.Length > 500);
        var found = (from c in canaries from s in _seen from line in c.FindIn(s.Bytes, s.Where) select line).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found.Take(60)));
    }

    private static JsonObject Answers(Taskrunner tool, string mode)
    {
        var config = new JsonObject { ["mode"] = mode, ["out"] = Path.Combine(tool.Folder, "out"), ["byStore"] = new JsonObject { ["$store"] = "canary" } };
        foreach (var (name, secret) in Secrets)
        {
            config[name] = name == "number" ? JsonValue.Create(long.Parse(secret)) : JsonValue.Create(secret);
        }

        return new JsonObject { ["config"] = config };
    }

    private static JsonObject Request(string operation, string installation, string digest, JsonObject answers) =>
        new() { ["operation"] = operation, ["installation"] = installation, ["package"] = digest, ["answers"] = answers.DeepClone() };

    /// <summary>Begins a run and listens to it by both streams until they end.</summary>
    private async Task<string> BeginAsync(Served server, JsonObject request)
    {
        var begun = await server.PostAsync("/api/v1/runs", request.ToJsonString());
        _seen.Add(("POST /api/v1/runs", Encoding.UTF8.GetBytes(begun.ToJsonString())));
        var run = (string)begun["run"]!;
        await Task.WhenAll(ListenAsync(server, $"/api/v1/runs/{run}/events"), ListenAsync(server, $"/api/v1/runs/{run}/logs/events"));
        return run;
    }

    private async Task ListenAsync(Served server, string path)
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = server.Client.DefaultRequestHeaders.Authorization;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var heard = new MemoryStream();
        await using var stream = await client.GetStreamAsync(path, Cancel);
        var copying = stream.CopyToAsync(heard, stop.Token);
        var run = path.Split('/')[4];
        while (!copying.IsCompleted)
        {
            if ((string?)(await server.GetAsync($"/api/v1/runs/{run}"))["run"]!["state"] is not ("queued" or "running" or "rolling-back" or null))
            {
                stop.CancelAfter(TimeSpan.FromSeconds(5)); // a stream that does not end by itself has told all by then
                break;
            }

            await Task.Delay(50, Cancel);
        }

        await copying.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _seen.Add(($"stream {path}", heard.ToArray()));
    }

    /// <summary>Each is refused, and the refusal must not quote what it refuses.</summary>
    private async Task SendWrongAsync(Served server, string digest, JsonObject answers)
    {
        var wrong = (JsonObject)answers.DeepClone();
        wrong["config"]!["number"] = "not a number 7412097755";
        wrong["config"]!["surplus"] = Secrets["inFile"];
        wrong["config"]!["byEnv"] = new JsonArray(Secrets["byEnv"]);
        var whole = Request("install", "wrong", digest, wrong).ToJsonString();
        await PostAsync(server, "/api/v1/runs", whole);
        await PostAsync(server, "/api/v1/plans", whole);
        await PostAsync(server, $"/api/v1/packages/{digest}/questions", new JsonObject { ["installation"] = "wrong", ["answers"] = wrong.DeepClone() }.ToJsonString());
        await PostAsync(server, "/api/v1/runs", whole[..^40]); // no document at all
        await PostAsync(server, "/api/v1/runs", Request("install", "wrong", digest, answers).ToJsonString().Replace("\"mode\"", "\"bySet\"", StringComparison.Ordinal)); // a key twice
        await PostAsync(server, "/api/v1/plans", Request("install", "planned", digest, answers).ToJsonString());
        await PostAsync(server, $"/api/v1/packages/{digest}/questions", new JsonObject { ["installation"] = "planned", ["answers"] = answers.DeepClone() }.ToJsonString());
    }

    private async Task PostAsync(Served server, string path, string body)
    {
        using var answer = await server.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, Json), Cancel);
        _seen.Add(($"POST {path} ({(int)answer.StatusCode})", await answer.Content.ReadAsByteArrayAsync(Cancel)));
    }

    /// <summary>Every route that can be read, as its own description lists them.</summary>
    private async Task SeeAllAsync(Served server, string digest, string run, string installation)
    {
        var routes = (await server.GetAsync("/openapi/v1.json"))["paths"]!.AsObject().Where(p => p.Value!["get"] is not null).Select(p => p.Key);
        foreach (var route in routes.Where(r => !r.EndsWith("/events", StringComparison.Ordinal)))
        {
            foreach (var task in route.Contains("{task}", StringComparison.Ordinal) ? new[] { "make", "hand-on", "fail" } : ["make"])
            {
                var path = route.Replace("{id}", run, StringComparison.Ordinal).Replace("{name}", installation, StringComparison.Ordinal)
                    .Replace("{digest}", digest, StringComparison.Ordinal).Replace("{task}", task, StringComparison.Ordinal)
                    .Replace("{attempt}", "1", StringComparison.Ordinal).Replace("{code}", "TR7052", StringComparison.Ordinal);
                using var answer = await server.Client.GetAsync(path, Cancel);
                _seen.Add(($"GET {path} ({(int)answer.StatusCode})", await answer.Content.ReadAsByteArrayAsync(Cancel)));
            }
        }
    }
}
