using System.Collections.Concurrent;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>What task types tell before a run, and the locks they take in it.</summary>
public sealed class LookAheadTests
{
    private const string Shop = """
        name: shop
        version: 1.0.0
        config: {openAPIV3Schema: {type: object, properties: {key: {type: string, x-secret: true, default: very-secret-key}}}}
        tasks:
          - {name: a, type: scripted, outputs: {x: {type: string}}, spec: {set: {x: "1"}, preview: "${{ package.config.key }}"}}
          - {name: b, type: scripted, needs: [a], spec: {preview: "b", trouble: may-pass}}
          - {name: c, type: scripted, needs: [a], spec: {preview: "${{ tasks.a.outputs.x }}"}}
        """;

    private static Diagnostic Trouble => new("TR6104", Severity.Error, SourceSpan.None, ["shop"]);

    [Fact]
    public async Task A_plan_tells_what_tasks_would_change_where_their_inputs_are_known_and_masks_secrets()
    {
        await using var bench = new Bench();
        bench.Type.Preview = (context, _) => new TaskPreview(PreviewVerb.Install, $"all of {context.TaskName}")
        {
            Diff = "+" + ((StringValue)context.Spec["preview"]!).Text,
        };
        var plan = await bench.Plan(new ApplyRequest("shop", bench.Package(Shop)));
        Assert.Equal([0, 1], plan.Previews.Keys.Order());
        Assert.DoesNotContain("very-secret", plan.Previews[0].Diff, StringComparison.Ordinal);
        Assert.Equal("+b", plan.Previews[1].Diff);
        var json = JsonWriter.ToText(PlanDocument.Of(plan));
        Assert.Contains("\"preview\":{\"verb\":\"install\",\"subject\":\"all of b\"", json, StringComparison.Ordinal);
        Assert.True(((MapValue)plan.Saved["previews"]!).ContainsKey("b"));
        Assert.Empty(bench.Ran);
    }

    [Fact]
    public async Task A_plan_looks_with_values_of_the_right_form_where_the_run_will_draw_them_and_shows_none()
    {
        await using var bench = new Bench();
        var seen = new ConcurrentBag<string>();
        bench.Type.Preview = (context, _) =>
        {
            var text = ((StringValue)context.Spec["preview"]!).Text;
            seen.Add(text);
            return new TaskPreview(PreviewVerb.Install, "") { Diff = "+" + text };
        };
        var package = bench.Package("""
            name: shop
            version: 1.0.0
            config:
              openAPIV3Schema:
                type: object
                properties:
                  password: {type: string, x-secret: true, x-generate: {length: 24}}
                  name: {type: string, x-generate: {length: 12}}
            tasks:
              - {name: a, type: scripted, spec: {preview: "${{ package.config.password }}/${{ package.config.name }}"}}
              - {name: b, type: scripted, spec: {preview: "b"}}
            """);
        var plan = await bench.Plan(new ApplyRequest("shop", package));
        Assert.Equal([0, 1], plan.Previews.Keys.Order());
        var parts = Assert.Single(seen, t => t != "b").Split('/');
        Assert.Equal([24, 12], parts.Select(t => t.Length));
        Assert.DoesNotContain(parts[0], plan.Previews[0].Diff, StringComparison.Ordinal);
        Assert.DoesNotContain(parts[1], plan.Previews[0].Diff, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_plans_at_once_do_not_share_the_mark_by_which_processes_are_ended()
    {
        var marks = new ConcurrentBag<string>();
        for (var person = 0; person < 2; person++)
        {
            await using var bench = new Bench();
            bench.Type.Preview = (context, _) =>
            {
                marks.Add(context.AttemptId);
                return new TaskPreview(PreviewVerb.Nothing, "");
            };
            await bench.Plan(new ApplyRequest("shop", bench.Package(Shop)));
        }

        Assert.Equal(4, marks.Count);
        Assert.Equal(4, marks.Distinct().Count());
    }

    [Fact]
    public async Task Trouble_refuses_the_plan_and_the_run_unless_a_task_that_runs_before_could_remove_it()
    {
        await using var bench = new Bench();
        var package = bench.Package(Shop);
        var isOfFirst = false;
        bench.Type.Preview = (context, _) => new TaskPreview(PreviewVerb.Unknown, "")
        {
            Problems = context.TaskName == (isOfFirst ? "a" : "b") ? [new PreviewProblem(Trouble, MayPass: true)] : [],
        };
        var plan = await bench.Plan(new ApplyRequest("shop", package));
        Assert.Equal(Severity.Warning, Assert.Single(plan.Warnings).Severity);

        isOfFirst = true;
        var refused = await Bench.Refused(() => bench.Plan(new ApplyRequest("shop", package)));
        Assert.Equal("TR6104", Assert.Single(refused.Diagnostics).Code);
        await Bench.Refused(() => bench.Install("shop", package));
        Assert.Empty(bench.Ran);
    }

    [Fact]
    public async Task A_lock_that_another_run_has_is_waited_for_and_its_holder_is_named()
    {
        await using var bench = new Bench();
        var holder = bench.Workbench.Host.ToHolder("other", "run-of-somebody");
        var theirs = await LeaseKeeper.AcquireAsync(bench.Store, "lock:release", holder, TimeProvider.System, TestContext.Current.CancellationToken);
        var waits = new TaskCompletionSource<string>();
        bench.Type.StepIn = async (_, context) =>
        {
            await using var mine = await context.Steps.LockAsync("release", who => waits.SetResult(who.ToString()));
            Assert.NotNull(await bench.Store.FindHolderAsync("lock:release", TestContext.Current.CancellationToken));
            return null;
        };
        var running = bench.Install("shop", bench.Package("name: shop\nversion: 1.0.0\ntasks: [{name: a, type: scripted}]"));
        Assert.Contains("run-of-somebody", await waits.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(running.IsCompleted);
        await theirs.DisposeAsync();
        Assert.Equal(RunStatus.Succeeded, (await running).Status);
        Assert.Null(await bench.Store.FindHolderAsync("lock:release", TestContext.Current.CancellationToken));
    }
}
