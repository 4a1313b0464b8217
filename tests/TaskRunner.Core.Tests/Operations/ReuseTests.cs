using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>“Reuse” of the semantics: what a continuing run does with what succeeded before, and why.</summary>
public sealed class ReuseTests
{
    private static string Package(string version, string tasks, string config = "") => $"name: shop\nversion: {version}\n{config}tasks:\n{tasks}";

    private const string Rules = """
          - {name: always, type: scripted, idempotent: true}
          - {name: never, type: scripted}
          - {name: changed, type: scripted, idempotent: true, rerun: changed}
          - {name: last, type: scripted, needs: [always, never, changed]}
        """;

    private static string[] Actions(PlanResult plan) => [.. plan.Plan.Tasks.Select(t => $"{t.Name} {PlanDocument.ActionWord(t.Action)}")];

    [Fact]
    public async Task A_retry_runs_always_and_reuses_never_and_what_did_not_change()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", Rules));
        bench.Break("execute last");
        await bench.Install("shop", package);
        bench.Break("execute last", isBroken: false);
        bench.Forget();

        var plan = await bench.Plan(new ApplyRequest("shop", package));
        var run = await bench.Install("shop", package);

        Assert.Equal(["always run", "never reuse", "changed reuse", "last run"], Actions(plan));
        Assert.Equal(["plan-run-always", "plan-reuse-equal", "plan-reuse-equal", "plan-run-failed"], plan.Plan.Tasks.Select(t => t.Reason.Code));
        Assert.Equal(["execute always", "execute last"], bench.Ran);
        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Fact]
    public async Task A_reapply_continues_the_last_success_of_its_version()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", Rules));
        await bench.Install("shop", package);
        bench.Forget();

        await bench.Upgrade("shop", package);

        Assert.Equal(["execute always"], bench.Ran);
    }

    [Fact]
    public async Task An_upgrade_to_another_version_reuses_nothing_but_what_says_changed()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0", Rules)));
        bench.Forget();

        await bench.Upgrade("shop", bench.Package(Package("2.0.0", Rules)));

        Assert.Equal(["execute always", "execute last", "execute never"], bench.Ran.Order());
    }

    [Fact]
    public async Task Changed_compares_with_the_last_success_in_any_version()
    {
        await using var bench = new Bench();
        const string tasks = """
              - {name: a, type: scripted, idempotent: true, rerun: changed, spec: {x: 1}}
              - {name: b, type: scripted, needs: [a]}
            """;
        await bench.Install("shop", bench.Package(Package("1.0.0", tasks)));
        bench.Break("execute b");
        await bench.Upgrade("shop", bench.Package(Package("2.0.0", tasks.Replace("x: 1", "x: 2", StringComparison.Ordinal))));
        bench.Forget();

        await bench.Upgrade("shop", bench.Package(Package("3.0.0", tasks)));

        Assert.Contains("execute a", bench.Ran);
    }

    [Fact]
    public async Task A_changed_file_counts_as_an_input()
    {
        await using var bench = new Bench();
        const string tasks = """
              - {name: named, type: scripted, idempotent: true, rerun: changed, spec: {file: a.txt}}
              - {name: globbed, type: scripted, idempotent: true, rerun: changed, files: ["data/**"]}
              - {name: other, type: scripted, idempotent: true, rerun: changed}
            """;
        await bench.Install("shop", bench.Package(Package("1.0.0", tasks), ("a.txt", "1"), ("data/x/y.txt", "1")));
        var plan = await bench.Plan(new ApplyRequest("shop", bench.Package(Package("1.0.0", tasks), ("a.txt", "2"), ("data/x/y.txt", "2"))));

        Assert.Equal(["named run", "globbed run", "other reuse"], Actions(plan));
        Assert.Equal(["a.txt", "data/x/y.txt"], plan.Plan.Tasks.Take(2).Select(t => t.Reason.Arguments[0]));
    }

    [Fact]
    public async Task Policy_and_run_are_no_inputs()
    {
        await using var bench = new Bench();
        const string tasks = "  - {name: a, type: scripted, idempotent: true, rerun: changed, timeout: 5m, spec: {run: \"${{ run.id }}\"}}";
        await bench.Install("shop", bench.Package(Package("1.0.0", tasks)));
        var plan = await bench.Plan(new ApplyRequest("shop", bench.Package(Package("1.0.0", tasks.Replace("5m", "6m", StringComparison.Ordinal)))));
        Assert.Equal(["a reuse"], Actions(plan));
    }

    private const string Configured = """
        config:
          openAPIV3Schema:
            type: object
            properties: {size: {type: string, default: small}}

        """;

    private const string NeverWithInput = "  - {name: a, type: scripted, outputs: {size: {type: string}}, spec: {set: {size: \"${{ package.config.size }}\"}}}";

    private static ApplyRequest Sized(string package, string size) =>
        new("shop", package) { Answers = [new AnswerInput.Set($"config.size={size}")] };

    [Fact]
    public async Task Never_with_other_inputs_refuses_the_plan_and_names_the_input()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", NeverWithInput, Configured));
        await bench.Install("shop", package);

        var refused = await Bench.Refused(() => bench.Plan(Sized(package, "large")));

        Assert.Equal((RefusalKind.NotAllowed, "TR5030"), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Equal(["a", "spec.set.size"], refused.Diagnostics[0].Arguments);
        Assert.Contains("--run a", MessageCatalogue.English.Help(refused.Diagnostics[0]));
    }

    [Fact]
    public async Task Run_and_reuse_are_the_recorded_decision()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", NeverWithInput, Configured));
        await bench.Install("shop", package);
        bench.Forget();

        var reused = await bench.Upgrade(Sized(package, "large") with { Reuse = ["a"] });
        Assert.Empty(bench.Ran);
        Assert.Equal(Value.From("small"), reused.Tasks[0].Outputs!["size"]);

        var run = await bench.Upgrade(Sized(package, "huge") with { Run = ["a"] });
        Assert.Equal(["execute a"], bench.Ran);
        Assert.Equal(Value.From("huge"), run.Tasks[0].Outputs!["size"]);
    }

    [Fact]
    public async Task A_task_that_is_asked_for_and_not_there_is_named_with_the_nearest()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", "  - {name: database, type: scripted}"));
        var refused = await Bench.Refused(() => bench.Plan(new ApplyRequest("shop", package) { Run = ["databse"] }));
        Assert.Equal(("TR5010", "database"), (refused.Diagnostics[0].Code, refused.Diagnostics[0].DidYouMean));
    }

    private const string Chain = """
          - {name: a, type: scripted, idempotent: true, outputs: {x: {type: string}}, spec: {set: {x: "1"}}}
          - {name: b, type: scripted, spec: {x: "${{ tasks.a.outputs.x }}"}}
          - {name: c, type: scripted, needs: [b]}
        """;

    [Fact]
    public async Task What_is_known_only_at_run_time_is_decided_then()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", Chain));
        bench.Break("execute c");
        await bench.Install("shop", package);
        bench.Break("execute c", isBroken: false);
        bench.Forget();

        var plan = await bench.Plan(new ApplyRequest("shop", package));
        var run = await bench.Install("shop", package);

        Assert.Equal(["a run", "b decide", "c run"], Actions(plan));
        Assert.Equal(["a"], plan.Plan.Tasks[1].Reason.Arguments);
        Assert.Equal(["execute a", "execute c"], bench.Ran);
        Assert.Equal("reused", run.Tasks[1].State);
    }

    [Fact]
    public async Task A_never_task_whose_inputs_turn_out_changed_waits_for_a_person()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", Chain));
        bench.Break("execute c");
        await bench.Install("shop", package);
        bench.Type.StepIn = (what, _) => Task.FromResult<TaskOutcome?>(
            what == "execute a" ? new TaskOutcome.Succeeded(MapValue.Of(("x", Value.From("2")))) : null);
        bench.Forget();

        var run = await bench.Install("shop", package);

        Assert.Equal(RunStatus.NeedsDecision, run.Status);
        Assert.Equal(("blocked", true, "spec.x"), (run.Tasks[1].State, run.Tasks[1].NeedsDecision, run.Tasks[1].Reason!.Arguments[0]));
        await bench.Resolve(new ResolveRequest(run.RunId, "b", Decision.NotExecuted, "the input counts", "me"));
        run = await bench.Resume("shop");
        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute a", "execute b", "execute c"], bench.Ran);
        Assert.Equal(Value.From("2"), bench.Type.Seen["execute b"].Spec["x"]);
    }

    [Fact]
    public async Task Or_keeps_the_old_outputs_by_decision()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0", Chain));
        bench.Break("execute c");
        await bench.Install("shop", package);
        bench.Type.StepIn = (what, _) => Task.FromResult<TaskOutcome?>(
            what == "execute a" ? new TaskOutcome.Succeeded(MapValue.Of(("x", Value.From("2")))) : null);
        bench.Forget();
        var run = await bench.Install("shop", package);

        await bench.Resolve(new ResolveRequest(run.RunId, "b", Decision.Succeeded, "the old one is fine", "me"));
        run = await bench.Resume(run.RunId);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute a", "execute c"], bench.Ran);
        Assert.Equal("reused", run.Tasks[1].State);
    }

    [Fact]
    public async Task What_was_rolled_back_is_never_reused_and_nothing_of_a_run_that_ended_rolled_back()
    {
        await using var bench = new Bench();
        var package = bench.Package("onFailure: {rollback: all}\n" + Package("1.0.0", """
              - {name: undone, type: scripted, rollback: true, spec: {rollback: true}}
              - {name: kept, type: scripted}
              - {name: last, type: scripted, needs: [undone, kept]}
            """));
        bench.Break("execute last");
        var first = await bench.Install("shop", package);
        bench.Break("execute last", isBroken: false);
        bench.Forget();

        var plan = await bench.Plan(new ApplyRequest("shop", package));
        await bench.Install("shop", package);

        Assert.Equal(RunStatus.RolledBack, first.Status);
        Assert.Equal(["plan-run-undone", "plan-run-undone", "plan-run-undone"], plan.Plan.Tasks.Select(t => t.Reason.Code));
        Assert.Equal(["execute kept", "execute last", "execute undone"], bench.Ran.Order());
    }

    [Fact]
    public async Task Before_another_attempt_of_what_must_not_be_repeated_its_rollback_runs()
    {
        await using var bench = new Bench();
        var package = bench.Package("onFailure: {rollback: none}\n" + Package("1.0.0", """
              - {name: a, type: scripted, rollback: true, spec: {rollback: true, x: 1}}
            """));
        bench.Break("execute a");
        await bench.Install("shop", package);
        bench.Break("execute a", isBroken: false);
        bench.Forget();

        await bench.Retry(new RetryRequest("shop"));

        Assert.Equal(["rollback a", "execute a"], bench.Ran);
        Assert.Equal("failed", bench.Type.Seen["rollback a"].Cause);
    }

    [Fact]
    public async Task Tasks_the_new_version_no_longer_has_are_kept_until_pruned()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0", """
              - {name: a, type: scripted}
              - {name: old, type: scripted, needs: [a], spec: {uninstall: true}}
              - {name: older, type: scripted, needs: [old], spec: {uninstall: true}}
              - {name: stays, type: scripted}
            """)));
        var next = bench.Package(Package("2.0.0", "  - {name: a, type: scripted}"));

        var plan = await bench.Plan(new ApplyRequest("shop", next));
        Assert.Equal(["old", "older", "stays"], plan.Plan.Kept.Select(k => k.Name));
        await bench.Upgrade("shop", next);
        var later = bench.Package(Package("3.0.0", "  - {name: a, type: scripted}"));
        bench.Forget();

        var run = await bench.Upgrade(new ApplyRequest("shop", later) { Prune = true });

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute a", "uninstall older", "uninstall old"], bench.Ran);
        Assert.Equal(["stays"], run.Kept.Select(k => k.Name));
        Assert.Equal(["stays"], (await bench.Plan(new ApplyRequest("shop", later))).Plan.Kept.Select(k => k.Name));
    }
}
