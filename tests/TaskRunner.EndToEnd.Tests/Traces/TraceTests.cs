using System.Security.Cryptography;
using System.Text;

namespace TaskRunner.EndToEnd.Tests.Traces;

/// <summary>Runs as traces in a collector.</summary>
public sealed class TraceTests
{
    private const string Package = """
        apiVersion: taskrunner/v1
        kind: Package
        name: shop
        version: 1.2.0
        config:
          openAPIV3Schema:
            type: object
            properties:
              password: {type: string, x-secret: true}
        tasks:
          - name: database
            type: shell
            outputs:
              password: {type: string, x-secret: true}
            spec:
              env: {PASSWORD: "${{ package.config.password }}"}
              execute: {run: 'echo "password=$PASSWORD" >> "$TASKRUNNER_OUTPUT"; echo "$PASSWORD"'}
          - name: web
            type: shell
            needs: [database]
            retry: {attempts: 2, backoff: 10ms}
            spec:
              env: {PASSWORD: "${{ tasks.database.outputs.password }}"}
              execute: {run: 'echo "wrong password $PASSWORD" >&2; exit 7'}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_one_trace_with_a_span_for_each_attempt_and_no_secret_in_it()
    {
        using var collector = new Collector();
        using var tool = new Taskrunner { Variables = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=lab" } };
        var canary = new Canary("password", "correct+horse/battery=staple 47 ünïcode");
        tool.Variables["SHOP_PASSWORD"] = canary.Text;
        var ran = (await tool.RunAsync("install", "shop", Write(tool, Package), "--set", "config.password=env:SHOP_PASSWORD", "--progress", "none")).Expect(1);
        Assert.DoesNotContain(canary.Text, ran.Output + ran.Error, StringComparison.Ordinal);

        var spans = collector.Spans;
        var run = (string)(await tool.JsonAsync("status", "shop"))["run"]!["id"]!;
        var root = Assert.Single(spans, s => s.ParentId.Length == 0);
        Assert.Equal(("install shop", TraceOf(run), true), (root.Name, root.TraceId, root.IsError));
        Assert.Equal((run, "shop", "failure", "failed"), (root.Tags["cicd.pipeline.run.id"], root.Tags["cicd.pipeline.name"], root.Tags["cicd.pipeline.result"], root.Tags["error.type"]));
        Assert.Equal(("taskrunner", "lab", "TaskRunner"), (root.Resource["service.name"], root.Resource["deployment.environment.name"], root.Scope));
        var attempts = spans.Where(s => s != root).OrderBy(s => s.Start).ToList();
        Assert.All(attempts, a => Assert.Equal((root.TraceId, root.SpanId), (a.TraceId, a.ParentId)));
        Assert.Equal(
            [("database", $"{run}/database/1", "success", false), ("web", $"{run}/web/1", "failure", true), ("web", $"{run}/web/2", "failure", true)],
            attempts.Select(a => (a.Name, (string)a.Tags["cicd.pipeline.task.run.id"], (string)a.Tags["cicd.pipeline.task.run.result"], a.IsError)));
        Assert.Equal("exit", attempts[2].Tags["error.type"]);
        Assert.All(attempts, a => Assert.True(root.Start <= a.Start && a.Start <= a.End && a.End <= root.End, $"{a}"));
        Assert.Empty(collector.Bodies.SelectMany(b => canary.FindIn(b, "a trace")));
    }

    [Fact]
    public async Task A_server_sends_the_runs_it_carries_out_each_as_a_trace_of_its_own()
    {
        using var collector = new Collector();
        using var tool = new Taskrunner { Variables = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address } };
        (await tool.RunAsync("package", "build", Write(tool, Package.Replace("exit 7", "exit 0", StringComparison.Ordinal)))).Expect(0);
        var runs = new List<string>();
        using (var server = await Served.StartAsync(tool))
        {
            var digest = await server.UploadAsync(Path.Combine(tool.Folder, "shop-1.2.0.tgz"));
            foreach (var name in new[] { "north", "south" })
            {
                var begun = await server.PostAsync("/api/v1/runs", $$$"""{"operation": "install", "installation": "{{{name}}}", "package": "{{{digest}}}", "answers": {"config": {"password": "x-ample-canary"} } }""");
                runs.Add((string)begun["run"]!);
            }

            foreach (var run in runs)
            {
                await server.WhenAsync(run, "succeeded");
            }

            Assert.Equal(0, await server.StopAsync()); // what is not sent by then is sent now
        }

        var spans = collector.Spans;
        Assert.Equal(runs.Select(TraceOf).Order(StringComparer.Ordinal), spans.Select(s => s.TraceId).Distinct().Order(StringComparer.Ordinal));
        foreach (var (run, name) in runs.Zip(["north", "south"]))
        {
            var own = spans.Where(s => s.TraceId == TraceOf(run)).ToList();
            var root = Assert.Single(own, s => s.ParentId.Length == 0);
            Assert.Equal(($"install {name}", run, "success", "install"), (root.Name, root.Tags["cicd.pipeline.run.id"], root.Tags["cicd.pipeline.result"], root.Tags["taskrunner.operation"]));
            Assert.Equal(("shop", "1.2.0"), (root.Tags["taskrunner.package.name"], root.Tags["taskrunner.package.version"]));
            var attempts = own.Where(s => s != root).OrderBy(s => s.Start).ToList();
            Assert.All(attempts, a => Assert.Equal(root.SpanId, a.ParentId));
            Assert.Equal([$"{run}/database/1", $"{run}/web/1"], attempts.Select(a => (string)a.Tags["cicd.pipeline.task.run.id"]));
        }

        Assert.DoesNotContain(collector.Bodies, b => Encoding.UTF8.GetString(b).Contains("x-ample-canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_another_runner_goes_on_with_stays_one_trace_and_an_attempt_that_outlived_its_runner_has_one_span()
    {
        using var collector = new Collector();
        using var tool = new Taskrunner { Variables = { ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Address + "/v1/traces" } };
        var folder = Write(tool, """
            apiVersion: taskrunner/v1
            kind: Package
            name: slow
            version: 1.0.0
            tasks:
              - {name: wait, type: shell, spec: {execute: {run: 'while [ ! -e "@/go" ]; do sleep 0.05; done'}}}
              - {name: after, type: shell, needs: [wait], spec: {execute: {run: 'true'}}}
            """.Replace("@", tool.Folder, StringComparison.Ordinal));
        using (var first = tool.Start("install", "slow", folder, "--progress", "none"))
        {
            await tool.WhenRunsAsync("wait");
            first.Kill();
            await first.WaitForExitAsync(Cancel);
        }

        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "go"), "", Cancel);
        (await tool.RunAsync("resume", "slow", "--progress", "none")).Expect(0);
        var run = (string)(await tool.JsonAsync("status", "slow"))["run"]!["id"]!;
        var spans = collector.Spans;
        Assert.All(spans, s => Assert.Equal(TraceOf(run), s.TraceId));
        var root = Assert.Single(spans, s => s.ParentId.Length == 0); // the one that was killed told nothing
        Assert.Equal((true, "success"), (root.Tags["taskrunner.run.resumed"], root.Tags["cicd.pipeline.result"]));
        Assert.Equal(["taskrunner.attempt.adopted"], root.Events);
        Assert.Equal(["after", "wait"], spans.Where(s => s != root).Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.True(spans.Single(s => s.Name == "wait").Start < root.Start, "it began before its second runner did");
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public async Task Nothing_is_sent_where_the_operator_turned_it_off(string variable, string value)
    {
        using var collector = new Collector();
        using var tool = new Taskrunner { Variables = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, [variable] = value } };
        (await tool.RunAsync("install", "shop", Write(tool, Package), "--set", "config.password=x", "--progress", "none")).Expect(1);
        Assert.Empty(collector.Bodies);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_no_trouble_of_the_run()
    {
        using var tool = new Taskrunner { Variables = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" } };
        var ran = await tool.RunAsync("install", "hello", Write(tool, Package.Replace("exit 7", "exit 0", StringComparison.Ordinal)), "--set", "config.password=x", "--progress", "none");
        Assert.Equal("", ran.Expect(0).Error);
    }

    private static string TraceOf(string run) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run)))[..32];

    private static string Write(Taskrunner tool, string manifest)
    {
        var folder = Directory.CreateDirectory(Path.Combine(tool.Folder, "package")).FullName;
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), manifest);
        return folder;
    }
}
