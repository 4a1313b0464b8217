using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Register;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>“The service register” of the semantics.</summary>
public sealed class RegisterTests
{
    private const string Database = """
        name: shop
        version: 1.0.0
        tasks:
          - name: db
            type: scripted
            rollback: true
            service: {name: "${{ installation.name }}-db", type: postgres, version: "15.2"}
            outputs: {host: {type: string}, password: {type: string, x-secret: true}}
            spec: {rollback: true, uninstall: true, set: {host: db.local, password: geheim}}
        """;

    [Fact]
    public async Task The_outcome_of_a_service_task_is_in_the_register()
    {
        await using var bench = new Bench();
        ServiceState? during = null;
        bench.Type.StepIn = async (_, _) =>
        {
            during = (await bench.Service("shop-db"))!.State;
            return null;
        };

        var run = await bench.Install("shop", bench.Package(Database));

        var service = (await bench.Service("shop-db"))!;
        Assert.Equal(ServiceState.Updating, during);
        Assert.Equal(("postgres", "15.2", ServiceState.Ready), (service.Type, service.Version, service.State));
        Assert.Equal(("shop", run.RunId, "db"), (service.Installation, service.Run, service.Task));
        Assert.Equal(Value.From("db.local"), service.Outputs["host"]);
        Assert.IsType<SecretValue>(service.Outputs["password"]);
        Assert.DoesNotContain("geheim", service.Outputs.ToString());
    }

    [Fact]
    public async Task A_failure_leaves_it_unknown_until_it_is_looked_at()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Database));
        bench.Break("execute db");
        await bench.Upgrade(new ApplyRequest("shop", bench.Package(Database.Replace("1.0.0", "2.0.0", StringComparison.Ordinal)))
        {
            Settings = new RunSettings { RollbackOnFailure = RollbackScope.None },
        });
        Assert.Equal(ServiceState.Unknown, (await bench.Service("shop-db"))!.State);

        bench.Type.Status = _ => ServiceState.Degraded;
        var seen = await new ServiceGetOperation(bench.Workbench).RunAsync("shop-db", refresh: true, TestContext.Current.CancellationToken);

        Assert.Equal(ServiceState.Degraded, seen.State);
        Assert.Equal(ServiceState.Degraded, (await bench.Service("shop-db"))!.State);
    }

    [Fact]
    public async Task A_rollback_brings_back_the_entry_from_before()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Database));
        bench.Break("execute db");
        await bench.Upgrade("shop", bench.Package(Database.Replace("1.0.0", "2.0.0", StringComparison.Ordinal).Replace("15.2", "16.0", StringComparison.Ordinal)));
        var service = (await bench.Service("shop-db"))!;
        Assert.Equal(("15.2", ServiceState.Ready), (service.Version, service.State));
    }

    [Fact]
    public async Task An_output_only_mode_registers_it_as_external()
    {
        await using var bench = new Bench();
        await bench.Install(new ApplyRequest("shop", bench.Package("""
            name: shop
            version: 1.0.0
            global: {openAPIV3Schema: {type: object, properties: {cloud: {type: string, default: ""}}}}
            tasks:
              - name: db
                type: scripted
                service: {name: shop-db, version: "15.2"}
                outputs: {host: {type: string}}
                modes: [{name: cloud, when: "global.cloud != ''", outputOnly: true, outputs: {host: "${{ global.cloud }}"}}]
              - {name: web, type: scripted, spec: {host: "${{ tasks.db.outputs.host }}"}}
            """)) { Global = MapValue.Of(("cloud", Value.From("rds.example"))) });

        Assert.Equal(["execute web"], bench.Ran);
        var service = (await bench.Service("shop-db"))!;
        Assert.Equal((ServiceState.External, "15.2", Value.From("rds.example")), (service.State, service.Version, service.Outputs["host"]));
    }

    [Fact]
    public async Task A_name_of_another_installation_is_refused_at_plan()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Database));
        var refused = await Bench.Refused(() => bench.Install(
            "other", bench.Package(Database.Replace("${{ installation.name }}-db", "shop-db", StringComparison.Ordinal))));
        Assert.Equal((RefusalKind.NotAllowed, "TR5024"), (refused.Kind, refused.Diagnostics[0].Code));
    }

    [Fact]
    public async Task Required_services_are_checked_at_plan()
    {
        await using var bench = new Bench();
        const string club = "name: club\nversion: 1.0.0\nrequires: {services: {shop-db: \">=16\"}}\ntasks: [{name: a, type: scripted}]\n";
        var missing = await Bench.Refused(() => bench.Install("club", bench.Package(club)));
        await bench.Install("shop", bench.Package(Database));
        var old = await Bench.Refused(() => bench.Install("club", bench.Package(club)));

        Assert.Equal(("TR5025", "TR5026"), (missing.Diagnostics[0].Code, old.Diagnostics[0].Code));
        Assert.Equal((RefusalKind.NotAllowed, "15.2"), (old.Kind, old.Diagnostics[0].Arguments[2]));
    }

    [Fact]
    public async Task Expressions_see_the_register_as_it_was_when_the_operation_began_in_all_its_runs()
    {
        await using var bench = new Bench();
        var package = bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: db, type: scripted, service: {name: shop-db}}
              - {name: b, type: scripted, needs: [db], spec: {before: "${{ services['shop-db']?.version ?? 'none' }}"}}
              - {name: c, type: scripted, needs: [b]}
            """);
        bench.Break("execute b");
        await bench.Install("shop", package);
        Assert.Equal(Value.From("none"), bench.Type.Seen["execute b"].Spec["before"]);
        bench.Break("execute b", isBroken: false);
        await bench.Install("shop", package);
        Assert.Equal(Value.From("none"), bench.Type.Seen["execute b"].Spec["before"]);
    }

    [Fact]
    public async Task Refreshing_records_drift_and_the_list_shows_it()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Database));
        bench.Type.Status = _ => ServiceState.Missing;

        var before = await new ServiceListOperation(bench.Workbench).RunAsync(refresh: false, TestContext.Current.CancellationToken);
        var after = await new ServiceListOperation(bench.Workbench).RunAsync(refresh: true, TestContext.Current.CancellationToken);

        Assert.Equal((ServiceState.Ready, ServiceState.Missing), (before.Single().State, after.Single().State));
        Assert.Equal("TR6130", (await Bench.Refused(() =>
            new ServiceGetOperation(bench.Workbench).RunAsync("nope", refresh: false, TestContext.Current.CancellationToken))).Diagnostics[0].Code);
    }

    [Fact]
    public async Task A_person_may_say_that_a_service_task_succeeded_and_its_outputs_must_fit()
    {
        await using var bench = new Bench();
        bench.Type.StepIn = (_, _) => Task.FromResult<TaskOutcome?>(new TaskOutcome.Unknown("dark"));
        var run = await bench.Install("shop", bench.Package(Database.Replace("rollback: true\n", "onUnknown: ask\n", StringComparison.Ordinal)));
        var request = new ResolveRequest(run.RunId, "db", Decision.Succeeded, "I looked", "me");

        var refused = await Bench.Refused(() => bench.Resolve(request));
        var resolved = await bench.Resolve(request with { Outputs = ["host=db.local", "password=geheim"] });

        Assert.Equal("TR6124", refused.Diagnostics[0].Code);
        Assert.Equal("succeeded", resolved.Tasks[0].State);
        Assert.IsType<SecretValue>(resolved.Tasks[0].Outputs!["password"]);
        Assert.Equal(ServiceState.Ready, (await bench.Service("shop-db"))!.State);
        Assert.Equal(RunStatus.Succeeded, (await bench.Resume("shop")).Status);
    }
}
