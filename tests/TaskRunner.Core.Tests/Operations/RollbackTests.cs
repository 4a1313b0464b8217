using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>“Rollback” and uninstall of the semantics.</summary>
public sealed class RollbackTests
{
    private static string Package(string version, string extra = "") => $$$$"""
        name: shop
        version: {{{{version}}}}
        config:
          openAPIV3Schema: {type: object, properties: {size: {type: string, default: small}}}
        tasks:
          - name: database
            type: scripted
            rollback: true
            service: {name: "${{ installation.name }}-db"}
            outputs: {host: {type: string}}
            spec: {rollback: true, uninstall: true, version: "{{{{version}}}}", size: "${{ package.config.size }}", set: {host: "db-{{{{version}}}}"}}
          - {name: between, type: scripted, needs: [database]}
          - {name: web, type: scripted, rollback: true, needs: [between], spec: {rollback: true, uninstall: true, host: "${{ tasks.database.outputs.host }}"}}
        {{{{extra}}}}
        """;

    [Fact]
    public async Task Rollback_undoes_the_last_operation_in_reverse_with_its_code_and_inputs()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        var package = bench.Package(Package("2.0.0"));
        var upgrade = await bench.Upgrade(new ApplyRequest("shop", package) { Answers = [new AnswerInput.Set("config.size=large")] });
        Directory.Delete(package, recursive: true);
        bench.Forget();

        var run = await bench.Rollback("shop");

        Assert.Equal((RunStatus.Succeeded, OperationKind.Rollback, upgrade.RunId), (run.Status, run.Operation, run.Continues));
        Assert.Equal(["rollback web", "rollback database"], bench.Ran);
        var context = bench.Type.Seen["rollback database"];
        Assert.Equal((OperationKind.Upgrade, "1.0.0", "2.0.0", "requested"), (context.Operation, context.FromVersion, context.ToVersion, context.Cause));
        Assert.Equal((Value.From("2.0.0"), Value.From("large")), (context.Spec["version"], context.Spec["size"]));
        Assert.Equal(Value.From("db-2.0.0"), context.RecordedOutputs["host"]);
        Assert.Equal(Value.From("db-2.0.0"), bench.Type.Seen["rollback web"].Spec["host"]);
    }

    [Fact]
    public async Task Afterwards_version_answers_and_register_are_those_from_before()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        var before = await bench.Service("shop-db");
        var installation = await bench.Store.FindInstallationAsync("shop", TestContext.Current.CancellationToken);
        await bench.Upgrade(new ApplyRequest("shop", bench.Package(Package("2.0.0"))) { Answers = [new AnswerInput.Set("config.size=large")] });

        await bench.Rollback("shop");

        var after = await bench.Store.FindInstallationAsync("shop", TestContext.Current.CancellationToken);
        Assert.Equal("1.0.0", after!.Package!.Version);
        Assert.Equal(installation!.Answers, after.Answers);
        Assert.Equal((before!.Version, before.State, before.Run), ((await bench.Service("shop-db"))!.Version, Services.ServiceState.Ready, before.Run));
        Assert.Equal(3, after.Revision);
    }

    [Fact]
    public async Task Rolling_back_an_install_leaves_nothing_and_then_there_is_nothing_more_to_roll_back()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        await bench.Upgrade("shop", bench.Package(Package("2.0.0")));
        await bench.Rollback("shop");
        bench.Forget();

        var run = await bench.Rollback("shop");

        Assert.Equal(["rollback web", "rollback database"], bench.Ran);
        Assert.Equal(Value.From("1.0.0"), bench.Type.Seen["rollback database"].Spec["version"]);
        Assert.Equal(["succeeded", "kept", "succeeded"], run.Tasks.OrderBy(t => t.Name == "web").ThenBy(t => t.Name == "between").Select(t => t.State));
        Assert.Null(await bench.Version("shop"));
        Assert.Null(await bench.Service("shop-db"));
        Assert.Equal("TR6114", (await Bench.Refused(() => bench.Rollback("shop"))).Diagnostics[0].Code);
    }

    [Fact]
    public async Task Only_the_last_operation_that_stands_can_be_rolled_back()
    {
        await using var bench = new Bench();
        var first = await bench.Install("shop", bench.Package(Package("1.0.0")));
        var second = await bench.Upgrade("shop", bench.Package(Package("2.0.0")));

        var refused = await Bench.Refused(() => bench.Rollback(first.RunId));

        Assert.Equal((RefusalKind.NotAllowed, "TR6127"), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Contains(second.RunId, refused.Diagnostics[0].Arguments);
        Assert.Equal(RunStatus.Succeeded, (await bench.Rollback(second.RunId)).Status);
    }

    [Fact]
    public async Task A_failed_rollback_is_tried_three_times_and_goes_on_with_what_is_left()
    {
        await using var bench = new Bench();
        bench.Type.StepIn = null;
        await bench.Install("shop", bench.Package(Package("1.0.0", "").Replace("rollback: true, needs", "rollback: true, retry: {attempts: 1, backoff: 1ms, maxBackoff: 1ms}, needs", StringComparison.Ordinal)));
        bench.Break("rollback web");
        bench.Forget();

        var failed = await bench.Rollback("shop");

        Assert.Equal((RunStatus.Failed, "1.0.0"), (failed.Status, await bench.Version("shop")));
        Assert.Equal(["rollback web", "rollback web", "rollback web"], bench.Ran);
        bench.Break("rollback web", isBroken: false);
        bench.Forget();
        await bench.Retry(new RetryRequest("shop"));
        Assert.Equal(["rollback web", "rollback database"], bench.Ran);
        Assert.Null(await bench.Version("shop"));
    }

    [Fact]
    public async Task A_failed_upgrade_rolls_back_all_of_its_operation_also_what_an_earlier_run_of_it_did()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        var package = bench.Package(Package("2.0.0"));
        bench.Break("execute web");
        await bench.Upgrade("shop", package);
        bench.Forget();

        var run = await bench.Upgrade(new ApplyRequest("shop", package) { Settings = new RunSettings { RollbackOnFailure = RollbackScope.All } });

        Assert.Equal(RunStatus.RolledBack, run.Status);
        Assert.Contains("rollback database", bench.Ran);
        Assert.DoesNotContain("execute database", bench.Ran);
        Assert.Equal("1.0.0", await bench.Version("shop"));
        Assert.Equal("1.0.0", (await bench.Service("shop-db"))!.Version);
    }

    [Fact]
    public async Task Rollback_of_an_open_run_undoes_it_within_itself()
    {
        await using var bench = new Bench();
        bench.Type.StepIn = (what, _) => Task.FromResult<TaskOutcome?>(what == "execute between" ? new TaskOutcome.Unknown("dark") : null);
        var open = await bench.Install("shop", bench.Package(Package("1.0.0")));
        Assert.Equal(RunStatus.NeedsDecision, open.Status);
        await bench.Resolve(new ResolveRequest(open.RunId, "between", Decision.Failed, "looked", "me"));
        bench.Forget();

        var run = await bench.Rollback(open.RunId);

        Assert.Equal((open.RunId, RunStatus.RolledBack), (run.RunId, run.Status));
        Assert.Equal(["rollback database"], bench.Ran);
        Assert.Null(await bench.Service("shop-db"));
    }

    [Fact]
    public async Task Uninstall_runs_in_reverse_with_the_code_that_ran_and_frees_the_name()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        bench.Forget();

        var run = await bench.Uninstall("shop");

        Assert.Equal((RunStatus.Succeeded, OperationKind.Uninstall), (run.Status, run.Operation));
        Assert.Equal(["uninstall web", "uninstall database"], bench.Ran);
        Assert.Equal("kept", run.Tasks.Single(t => t.Name == "between").State);
        Assert.Equal(OperationKind.Uninstall, bench.Type.Seen["uninstall web"].Operation);
        Assert.Null(await bench.Version("shop"));
        Assert.Null(await bench.Service("shop-db"));
        Assert.Equal("TR6104", (await Bench.Refused(() => bench.Uninstall("shop"))).Diagnostics[0].Code);
        bench.Forget();
        Assert.Equal(OperationKind.Install, (await bench.Install("shop", bench.Package(Package("1.0.0")))).Operation);
        Assert.Equal(3, bench.Ran.Count);
    }

    [Fact]
    public async Task Uninstall_also_takes_what_a_failed_install_left()
    {
        await using var bench = new Bench();
        bench.Break("execute web");
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        bench.Break("execute web", isBroken: false);
        bench.Forget();

        await bench.Uninstall("shop");

        Assert.Equal(["uninstall database"], bench.Ran);
    }

    [Fact]
    public async Task Uninstall_after_an_upgrade_that_was_rolled_back_takes_what_the_install_made()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        await bench.Upgrade("shop", bench.Package(Package("2.0.0")));
        await bench.Rollback("shop");
        bench.Forget();

        await bench.Uninstall("shop");

        Assert.Equal(["uninstall web", "uninstall database"], bench.Ran);
        Assert.Equal(Value.From("1.0.0"), bench.Type.Seen["uninstall database"].Spec["version"]);
    }

    [Fact]
    public async Task A_service_another_installation_needs_keeps_its_installation()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        await bench.Install("club", bench.Package("""
            name: club
            version: 1.0.0
            requires: {services: {shop-db: ">=1"}}
            tasks: [{name: a, type: scripted}]
            """));

        var refused = await Bench.Refused(() => bench.Uninstall("shop"));
        Assert.Equal((RefusalKind.NotAllowed, "TR6125"), (refused.Kind, refused.Diagnostics[0].Code));

        await bench.Uninstall("club");
        Assert.Equal(RunStatus.Succeeded, (await bench.Uninstall("shop")).Status);
    }
}
