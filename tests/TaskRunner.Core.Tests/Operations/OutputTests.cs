using System.Globalization;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>The contract of outputs between tasks, checked when they are written.</summary>
public sealed class OutputTests
{
    private static async Task<(RunReport Run, Bench Bench)> Write(string declared, params (string Key, Value Value)[] written)
    {
        var bench = new Bench();
        bench.Type.StepIn = (_, _) => Task.FromResult<TaskOutcome?>(new TaskOutcome.Succeeded(MapValue.Of(written)));
        var run = await bench.Install("shop", bench.Package($"name: shop\nversion: 1.0.0\ntasks: [{{name: a, type: scripted, outputs: {declared}}}]\n"));
        return (run, bench);
    }

    [Theory]
    [InlineData("{n: {type: integer}}", "15", "15")]
    [InlineData("{n: {type: boolean}}", "true", "true")]
    [InlineData("{n: {type: string}}", "15", "\"15\"")]
    [InlineData("{n: {type: array, items: {type: integer}}}", "[1,2]", "[1,2]")]
    [InlineData("{n: {type: object}}", "{\"x\":1}", "{\"x\":1}")]
    public async Task Text_is_read_by_the_declared_type(string declared, string text, string read)
    {
        var (run, bench) = await Write(declared, ("n", Value.From(text)));
        await using var _ = bench;
        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(read, run.Tasks[0].Outputs!["n"]!.ToString());
    }

    [Fact]
    public async Task Declared_means_required_unless_there_is_a_default_or_it_may_be_null()
    {
        var (run, bench) = await Write("{must: {type: string}, may: {type: string, nullable: true}, has: {type: string, default: d}}");
        await using var _ = bench;
        Assert.Equal(("failed", "outputs"), (run.Tasks[0].State, run.Tasks[0].Failure!.Reason));
        Assert.Contains("must", run.Tasks[0].Failure!.Message.ToString());
        Assert.DoesNotContain("may", run.Tasks[0].Failure!.Message.ToString());

        var (good, second) = await Write("{may: {type: string, nullable: true}, has: {type: string, default: d}}");
        await using var __ = second;
        Assert.Equal("{\"may\":null,\"has\":\"d\"}", good.Tasks[0].Outputs!.ToString());
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_fails_the_task_and_its_effect_stands()
    {
        var (run, bench) = await Write("{n: {type: integer}}", ("n", Value.From("many")));
        await using var _ = bench;
        Assert.Equal("outputs", run.Tasks[0].Failure!.Reason);
        Assert.Equal(["execute a"], bench.Ran);
    }

    [Fact]
    public async Task What_is_not_declared_is_dropped_with_a_word_in_the_log()
    {
        var (run, bench) = await Write("{n: {type: string}}", ("n", Value.From("x")), ("surplus", Value.From("y")));
        await using var _ = bench;
        Assert.Equal("{\"n\":\"x\"}", run.Tasks[0].Outputs!.ToString());
        var log = Assert.Single(await new LogsOperation(bench.Workbench).RunAsync("shop", "a", null, TestContext.Current.CancellationToken));
        Assert.Contains("surplus", await File.ReadAllTextAsync(Assert.Single(log.Files), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_output_is_sealed_and_reaches_the_next_task_revealed()
    {
        await using var bench = new Bench();
        var run = await bench.Install("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: a, type: scripted, outputs: {token: {type: string, x-secret: true}}, spec: {set: {token: geheim}}}
              - {name: b, type: scripted, spec: {url: "http://${{ tasks.a.outputs.token }}@host"}}
            """));

        Assert.IsType<SecretValue>(run.Tasks[0].Outputs!["token"]);
        Assert.Equal(Value.From("http://geheim@host"), bench.Type.Seen["execute b"].Spec["url"]);
        await foreach (var record in bench.Store.ReadJournalAsync(run.RunId, 1, TestContext.Current.CancellationToken))
        {
            Assert.DoesNotContain("geheim", System.Text.Encoding.UTF8.GetString(record.Body.Span).Replace("{\"token\":\"geheim\"}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_output_over_its_bound_fails_the_task()
    {
        var (run, bench) = await Write("{n: {type: string}}", ("n", Value.From(new string('x', (1 << 20) + 1))));
        await using var _ = bench;
        Assert.Contains((1 << 20).ToString(CultureInfo.InvariantCulture), run.Tasks[0].Failure!.Message.ToString());
    }
}
