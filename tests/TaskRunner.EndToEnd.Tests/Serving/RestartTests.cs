using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>What goes on over the end of a server: the order of what waits, and streams of those who look.</summary>
public sealed class RestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_keeps_its_order_although_the_server_is_killed()
    {
        using var tool = new Taskrunner();
        var archive = await PackAsync(tool, "name: '${{ installation.name }}'", "echo \"$name\" >> \"@/ledger\"; until [ -e \"@/go-0\" ]; do sleep 0.05; done");
        var names = Enumerable.Range(0, 6).Select(i => $"{(char)('z' - i)}").ToArray(); // neither by name nor at once
        var runs = new List<string>();
        string token;
        using (var first = await Served.StartAsync(tool, flags: ["--listen", "0", "--runs", "1"]))
        {
            token = first.Token;
            var digest = await first.UploadAsync(archive);
            foreach (var name in names)
            {
                runs.Add((string)(await first.PostAsync("/api/v1/runs", $$"""{"operation": "install", "installation": "{{name}}", "package": "{{digest}}"}"""))["run"]!);
            }

            await WhenThereAsync(Path.Combine(tool.Folder, "ledger"), names[0]);
            await first.KillAsync();
        }

        using var second = await Served.StartAsync(tool, token, ["--listen", "0", "--runs", "1"]);
        var listed = ((JsonArray)await second.GetAsync("/api/v1/runs")).Select(r => (string)r!["id"]!);
        Assert.Equal(runs.AsEnumerable().Reverse(), listed);
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "go-0"), "", Cancel);
        await second.WhenAsync(runs[^1], "succeeded");
        Assert.Equal(names, await File.ReadAllLinesAsync(Path.Combine(tool.Folder, "ledger"), Cancel));
        var audit = ((JsonArray)await second.GetAsync("/api/v1/audit")).Where(a => (string?)a!["action"] == "run.install").Select(a => (string)a!["subject"]!);
        Assert.Equal(names.Reverse(), audit); // once each, although a server took them up that nobody asked
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_watched_goes_on_at_the_next_server_with_what_is_new_and_nothing_twice(bool isKilled)
    {
        using var tool = new Taskrunner();
        var archive = await PackAsync(tool, "FOLDER: '@'", "echo begin; until [ -e \"@/go-0\" ]; do sleep 0.05; done; echo end");
        string token, run, lastEvent, lastLog;
        using (var first = await Served.StartAsync(tool))
        {
            token = first.Token;
            var digest = await first.UploadAsync(archive);
            run = (string)(await first.PostAsync("/api/v1/runs", $$"""{"operation": "install", "installation": "a", "package": "{{digest}}"}"""))["run"]!;
            using var events = await StreamedEvents.OpenAsync(first, $"/api/v1/runs/{run}/events", null);
            while (!(await events.NextAsync()).Data.Contains("\"running\"", StringComparison.Ordinal))
            {
            }

            using var logs = await StreamedEvents.OpenAsync(first, $"/api/v1/runs/{run}/logs/events", null);
            while (!(await logs.NextAsync()).Data.Contains("begin", StringComparison.Ordinal))
            {
            }

            // A stream that says nothing more is one that was read to where the run stands.
            var idle = Enumerable.Range(0, 20).Select(_ => StreamedEvents.OpenAsync(first, $"/api/v1/runs/{run}/events", null)).ToList();
            await Task.WhenAll(idle);
            (lastEvent, lastLog) = (events.LastId, logs.LastId);
            await (isKilled ? first.KillAsync() : StopAsync(first, events));
            foreach (var stream in idle)
            {
                (await stream).Dispose();
            }
        }

        using var second = await Served.StartAsync(tool, token);
        using var again = await StreamedEvents.OpenAsync(second, $"/api/v1/runs/{run}/events", lastEvent);
        using var more = await StreamedEvents.OpenAsync(second, $"/api/v1/runs/{run}/logs/events", lastLog);
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "go-0"), "", Cancel);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var data = ""; !IsOver(data);)
        {
            var next = await again.NextAsync();
            names.Add(next.Name);
            data = next.Data;
        }

        Assert.Equal(["change"], names); // not all over again
        Assert.Equal("end\n", await ReadLogAsync(more));
    }

    private static async Task StopAsync(Served server, StreamedEvents events)
    {
        Assert.Equal(0, await server.StopAsync().WaitAsync(TimeSpan.FromMinutes(1), Cancel)); // open streams do not hold it
        Assert.True(await events.EndsAsync(), "the stream did not end in order");
    }

    private static async Task<string> ReadLogAsync(StreamedEvents stream)
    {
        var said = "";
        while (await stream.NextAsync() is { Name: "log" } log)
        {
            said += (string)JsonNode.Parse(log.Data)!["text"]!;
        }

        return said;
    }

    private static bool IsOver(string data) => data.Length > 0 && (string?)JsonNode.Parse(data)!["run"]?["state"] == "succeeded";

    private static async Task<string> PackAsync(Taskrunner tool, string env, string script)
    {
        var source = Directory.CreateDirectory(Path.Combine(tool.Folder, "work")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(source, "taskrunner.yaml"),
            $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: work
            version: 1.0.0
            tasks:
              - name: work
                type: shell
                spec:
                  env: { {{{env}}} }
                  execute: {run: '{{{script}}}'}
              - {name: after, type: shell, needs: [work], spec: {execute: {run: "true"} } }
            """.Replace("@", tool.Folder, StringComparison.Ordinal),
            Cancel);
        (await tool.RunAsync("package", "build", source)).Expect(0);
        return Path.Combine(tool.Folder, "work-1.0.0.tgz");
    }

    private static async Task WhenThereAsync(string file, string text)
    {
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, Cancel)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(20, Cancel);
        }
    }
}
