using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>“Operations, runs, versions” of the semantics.</summary>
public sealed class OperationRuleTests
{
    private const string Two = """
        tasks:
          - {name: a, type: scripted}
          - {name: b, type: scripted, needs: [a]}
        """;

    private static string Shop(string version, string rest = Two) => $"name: shop\nversion: {version}\n{rest}";

    [Fact]
    public async Task Installing_what_is_installed_is_refused_and_names_upgrade()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));

        var refused = await Bench.Refused(() => bench.Install("shop", bench.Package(Shop("1.0.0"))));

        Assert.Equal((RefusalKind.NotAllowed, "TR6111"), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Contains("upgrade shop", MessageCatalogue.English.Help(refused.Diagnostics[0]));
    }

    [Fact]
    public async Task Upgrading_what_is_not_installed_is_not_found_unless_install_is_allowed()
    {
        await using var bench = new Bench();
        var package = bench.Package(Shop("1.0.0"));

        var refused = await Bench.Refused(() => bench.Upgrade("shop", package));
        var run = await bench.Upgrade(new ApplyRequest("shop", package) { InstallIfMissing = true });

        Assert.Equal((RefusalKind.NotFound, "TR6112"), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Equal(OperationKind.Install, run.Operation);
    }

    [Fact]
    public async Task An_equal_version_is_reapplied()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));
        var run = await bench.Upgrade("shop", bench.Package(Shop("1.0.0")));
        Assert.Equal((OperationKind.Reapply, "1.0.0"), (run.Operation, run.FromVersion));
    }

    [Fact]
    public async Task A_lower_version_is_refused_unless_a_downgrade_is_allowed()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("2.0.0")));
        var old = bench.Package(Shop("1.0.0"));

        var refused = await Bench.Refused(() => bench.Upgrade("shop", old));
        await bench.Upgrade(new ApplyRequest("shop", old) { AllowDowngrade = true });

        Assert.Equal((RefusalKind.NotAllowed, "TR5022"), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Equal("1.0.0", await bench.Version("shop"));
    }

    [Fact]
    public async Task Another_package_is_refused()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));
        var refused = await Bench.Refused(() => bench.Upgrade("shop", bench.Package("name: bakery\nversion: 2.0.0\n" + Two)));
        Assert.Equal((RefusalKind.NotAllowed, "TR5021"), (refused.Kind, refused.Diagnostics[0].Code));
    }

    [Fact]
    public async Task The_version_an_upgrade_begins_from_must_be_in_its_range_and_the_message_names_the_way()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));
        var refused = await Bench.Refused(() => bench.Upgrade("shop", bench.Package(Shop("3.0.0", "upgradeFrom: \">=2.0.0\"\n" + Two))));
        Assert.Equal((RefusalKind.NotAllowed, "TR5023"), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Contains(">=2.0.0", MessageCatalogue.English.Help(refused.Diagnostics[0]));
    }

    [Fact]
    public async Task A_failed_upgrade_never_moves_the_recorded_version()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));
        bench.Break("execute b");

        var run = await bench.Upgrade("shop", bench.Package(Shop("2.0.0")));

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal("1.0.0", await bench.Version("shop"));
        var line = Assert.Single(await new ListOperation(bench.Workbench).RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("1.0.0", "failed", "2.0.0"), (line.Package!.Version, line.Last!.State, line.Last.Package.Version));
    }

    [Fact]
    public async Task The_same_verb_again_after_a_failure_continues_the_operation()
    {
        await using var bench = new Bench();
        bench.Break("execute b");
        var package = bench.Package(Shop("1.0.0"));
        var first = await bench.Install("shop", package);
        bench.Break("execute b", isBroken: false);
        bench.Forget();

        var second = await bench.Install("shop", package);

        Assert.Equal((first.RunId, first.OperationId), (second.Continues, second.OperationId));
        Assert.Equal(["execute b"], bench.Ran);
        Assert.Equal("1.0.0", await bench.Version("shop"));
    }

    [Fact]
    public async Task Retry_runs_again_what_failed_with_the_stored_package()
    {
        await using var bench = new Bench();
        bench.Break("execute b");
        var package = bench.Package(Shop("1.0.0"));
        await bench.Install("shop", package);
        Directory.Delete(package, recursive: true);
        bench.Break("execute b", isBroken: false);
        bench.Forget();

        var run = await bench.Retry(new RetryRequest("shop"));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute b"], bench.Ran);
    }

    [Fact]
    public async Task Retry_after_a_success_is_refused()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));
        var refused = await Bench.Refused(() => bench.Retry(new RetryRequest("shop")));
        Assert.Equal((RefusalKind.NotAllowed, "TR6113"), (refused.Kind, refused.Diagnostics[0].Code));
    }

    [Fact]
    public async Task Retry_from_a_task_runs_it_and_all_after_it_and_only_runs_just_it()
    {
        await using var bench = new Bench();
        bench.Break("execute c");
        await bench.Install("shop", bench.Package(Shop("1.0.0", """
            tasks:
              - {name: a, type: scripted, idempotent: true, rerun: never}
              - {name: b, type: scripted, idempotent: true, rerun: never, needs: [a]}
              - {name: c, type: scripted, idempotent: true, needs: [b]}
            """)));
        bench.Forget();

        await bench.Retry(new RetryRequest("shop") { From = "b" });
        Assert.Equal(["execute b", "execute c"], bench.Ran);
        bench.Forget();
        var only = await bench.Retry(new RetryRequest("shop") { Only = "a" });

        Assert.Equal(["execute a"], bench.Ran);
        Assert.Null(await bench.Version("shop"));
        Assert.Equal(["succeeded", "reused", "skipped"], only.Tasks.Select(t => t.State));
    }

    [Fact]
    public async Task After_only_one_task_was_run_the_operation_still_goes_on()
    {
        await using var bench = new Bench();
        bench.Break("execute b");
        var package = bench.Package(Shop("1.0.0"));
        await bench.Install("shop", package);
        bench.Break("execute b", isBroken: false);
        await bench.Retry(new RetryRequest("shop") { Only = "a", Run = ["a"] });
        Assert.Null(await bench.Version("shop"));
        bench.Forget();

        await bench.Retry(new RetryRequest("shop"));

        Assert.Equal(["execute b"], bench.Ran);
        Assert.Equal("1.0.0", await bench.Version("shop"));
    }

    [Fact]
    public async Task While_a_run_is_open_every_other_operation_is_refused_and_names_the_ways_on()
    {
        await using var bench = new Bench();
        bench.Type.StepIn = (_, _) => Task.FromResult<TaskTypes.TaskOutcome?>(new TaskTypes.TaskOutcome.Unknown("the power went"));
        var package = bench.Package(Shop("1.0.0"));
        var run = await bench.Install("shop", package);

        Assert.Equal(RunStatus.NeedsDecision, run.Status);
        foreach (var operation in new Func<Task>[]
        {
            () => bench.Install("shop", package),
            () => bench.Upgrade("shop", package),
            () => bench.Plan(new ApplyRequest("shop", package)),
            () => bench.Retry(new RetryRequest("shop")),
            () => bench.Rollback("shop"),
            () => bench.Uninstall("shop"),
        })
        {
            var refused = await Bench.Refused(operation);
            Assert.Equal((RefusalKind.NotAllowed, "TR6115"), (refused.Kind, refused.Diagnostics[0].Code));
            var help = MessageCatalogue.English.Help(refused.Diagnostics[0])!;
            Assert.All(["resume", "resolve", "rollback", "cancel"], verb => Assert.Contains($"{verb} {run.RunId}", help));
        }
    }

    [Fact]
    public async Task Cancel_settles_an_open_run_as_it_stands_and_the_name_is_free_again()
    {
        await using var bench = new Bench();
        bench.Type.StepIn = (what, _) => Task.FromResult<TaskTypes.TaskOutcome?>(
            what == "execute b" ? new TaskTypes.TaskOutcome.Unknown("the power went") : null);
        var package = bench.Package(Shop("1.0.0"));
        await bench.Install("shop", package);

        var run = await bench.Cancel("shop");

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["succeeded", "unknown"], run.Tasks.Select(t => t.State));
        var again = await Bench.Refused(() => bench.Cancel(run.RunId));
        Assert.Equal("TR6126", again.Diagnostics[0].Code);
        var refused = await Bench.Refused(() => bench.Install("shop", package));
        Assert.Equal("TR5031", refused.Diagnostics[0].Code);
    }

    [Fact]
    public async Task Cancel_stops_a_live_run()
    {
        await using var bench = new Bench();
        var started = new TaskCompletionSource();
        bench.Type.StepIn = async (_, context) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.Stop.Asked).ContinueWith(static _ => { }, TaskScheduler.Default);
            return new TaskTypes.TaskOutcome.Cancelled();
        };
        var install = bench.Install("shop", bench.Package(Shop("1.0.0")));
        await started.Task;

        var cancelled = await bench.Cancel("shop");

        var ended = await install;
        Assert.Equal(RunStatus.Cancelled, ended.Status);
        Assert.Equal((RunStatus.Cancelled, ended.RunId), (cancelled.Status, cancelled.RunId));
    }

    [Fact]
    public async Task A_live_run_locks_its_installation_and_is_named()
    {
        await using var bench = new Bench();
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        bench.Type.StepIn = async (_, _) =>
        {
            started.TrySetResult();
            await go.Task;
            return null;
        };
        var install = bench.Install("shop", bench.Package(Shop("1.0.0")));
        await started.Task;

        var refused = await Bench.Refused(() => bench.Upgrade("shop", bench.Package(Shop("2.0.0"))));
        go.SetResult();
        var run = await install;

        Assert.Equal(RefusalKind.Locked, refused.Kind);
        Assert.Contains(run.RunId, refused.Diagnostics[0].Arguments);
    }

    [Fact]
    public async Task The_history_counts_successes()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop("1.0.0")));
        bench.Break("execute a");
        await bench.Upgrade("shop", bench.Package(Shop("2.0.0")));
        bench.Break("execute a", isBroken: false);
        await bench.Retry(new RetryRequest("shop"));

        var history = await new HistoryOperation(bench.Workbench).RunAsync("shop", TestContext.Current.CancellationToken);

        Assert.Equal([(2, "succeeded"), (null, "failed"), (1, "succeeded")], history.Select(h => (h.Revision, h.State)));
        var installation = await bench.Store.FindInstallationAsync("shop", TestContext.Current.CancellationToken);
        Assert.Equal(2, installation!.Revision);
    }
}
