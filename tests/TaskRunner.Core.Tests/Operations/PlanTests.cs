using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Operations.Runs;
using TaskRunner.Operations.Settings;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>“Plan and apply”, conditions and modes of the semantics.</summary>
public sealed class PlanTests
{
    private const string Shop = """
        name: shop
        version: 1.0.0
        global: {openAPIV3Schema: {type: object, properties: {tier: {type: string, default: small}}}}
        config: {openAPIV3Schema: {type: object, properties: {port: {type: integer, default: 80}}}}
        tasks:
          - {name: a, type: scripted, spec: {port: "${{ package.config.port }}", seen: "${{ services['other-db']?.version ?? '' }}"}}
        """;

    private static string[] Actions(PlanResult plan) => [.. plan.Plan.Tasks.Select(t => $"{t.Name} {PlanDocument.ActionWord(t.Action)}")];

    [Fact]
    public async Task A_saved_plan_is_applied_as_it_was_shown()
    {
        await using var bench = new Bench();
        var request = new ApplyRequest("shop", bench.Package(Shop));
        var plan = await bench.Plan(request);
        Assert.True(plan.HasChanges);

        var run = await bench.Install(request with { SavedPlan = Reread(plan.Saved) });

        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Fact]
    public async Task A_handler_is_decided_when_the_task_before_it_has_ended()
    {
        await using var bench = new Bench();
        var package = bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: a, type: scripted}
              - {name: mourn, type: scripted, needs: [{task: a, on: failed}]}
            """);
        var plan = await bench.Plan(new ApplyRequest("shop", package));
        Assert.Equal(["a run", "mourn decide"], Actions(plan));
        Assert.Equal("runs only if a fails", MessageCatalogue.English.Format(plan.Plan.Tasks[1].Reason.Code, [.. plan.Plan.Tasks[1].Reason.Arguments]));

        bench.Break("execute a");
        await bench.Install("shop", package);
        Assert.Equal(["execute a", "execute mourn"], bench.Ran);
    }

    [Fact]
    public async Task A_plan_is_used_once_also_where_there_was_nothing_before()
    {
        await using var bench = new Bench();
        var request = new ApplyRequest("shop", bench.Package(Shop));
        var saved = Reread((await bench.Plan(request)).Saved);
        bench.Break("execute a");
        await bench.Install(request with { SavedPlan = saved });

        var refused = await Bench.Refused(() => bench.Install(request with { SavedPlan = saved }));

        Assert.Equal((RefusalKind.NotAllowed, "TR6120", "journal"), (refused.Kind, refused.Diagnostics[0].Code, refused.Diagnostics[0].Arguments[0]));
    }

    [Fact]
    public async Task A_plan_is_stale_when_what_it_was_made_over_moved()
    {
        await using var bench = new Bench();
        var folder = bench.Package(Shop);
        var request = new ApplyRequest("shop", folder);
        var saved = Reread((await bench.Plan(request)).Saved);
        async Task<string> Moved(ApplyRequest now) =>
            (await Bench.Refused(() => bench.Install(now with { SavedPlan = saved }))).Diagnostics[0].Arguments[0];

        Assert.Equal("configuration", await Moved(request with { Answers = [new AnswerInput.Set("config.port=81")] }));
        await new GlobalSetOperation(bench.Workbench).RunAsync(MapValue.Of(("hidden", Value.From("x"))), TestContext.Current.CancellationToken);
        Assert.Equal("global", await Moved(request));
        await new GlobalSetOperation(bench.Workbench).RunAsync(MapValue.Empty, TestContext.Current.CancellationToken);
        await bench.Install("elsewhere", bench.Package("name: b\nversion: 1.0.0\ntasks: [{name: x, type: scripted, service: {name: unread}}]"));
        await bench.Install("other", bench.Package("name: b\nversion: 1.0.0\ntasks: [{name: x, type: scripted, service: {name: other-db}}]"));
        Assert.Equal("services", await Moved(request));
        await File.WriteAllTextAsync(Path.Combine(folder, "more.txt"), "x", TestContext.Current.CancellationToken);
        Assert.Equal("package, services", await Moved(request));
        Assert.Null(await bench.Version("shop"));
    }

    [Fact]
    public async Task What_is_no_saved_plan_is_refused()
    {
        await using var bench = new Bench();
        var request = new ApplyRequest("shop", bench.Package(Shop)) { SavedPlan = MapValue.Empty };
        Assert.Equal((RefusalKind.Usage, "TR6121"), (await Bench.Refused(() => bench.Install(request))) is var r ? (r.Kind, r.Diagnostics[0].Code) : default);
    }

    [Fact]
    public async Task Every_requirement_that_is_not_met_is_said_at_once_with_its_own_text()
    {
        await using var bench = new Bench();
        var refused = await Bench.Refused(() => bench.Plan(new ApplyRequest("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - name: a
                type: scripted
                require:
                  - {that: "installation.fromVersion != null", message: {en: install something first, zh: 请先安装}}
                  - {that: "1 == 1", message: fine}
              - {name: b, type: scripted, require: [{that: "installation.operation == 'upgrade'", message: never}]}
              - {name: c, type: scripted, when: "installation.operation == 'upgrade'", require: [{that: "installation.fromVersion != null", message: skipped}]}
            """))));

        Assert.True(refused.Kind == RefusalKind.NotAllowed, string.Join("; ", refused.Diagnostics.Select(MessageCatalogue.English.Format)));
        Assert.Equal(["install something first", "never"], refused.Diagnostics.Select(MessageCatalogue.English.Format));
        Assert.All(refused.Diagnostics, d => Assert.Equal("TR5020", d.Code));
    }

    [Fact]
    public async Task Nothing_is_begun_when_a_plan_is_refused()
    {
        await using var bench = new Bench();
        await Bench.Refused(() => bench.Install("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks: [{name: a, type: scripted, require: [{that: "installation.fromVersion != null", message: no}]}]
            """)));
        Assert.Empty(bench.Ran);
        Assert.Null(await bench.Store.FindInstallationAsync("shop", TestContext.Current.CancellationToken));
        Assert.Empty(await bench.Store.ListRunsAsync(null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_condition_known_before_the_run_skips_and_wins_over_blocked()
    {
        await using var bench = new Bench();
        bench.Break("execute a");
        var run = await bench.Install("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: a, type: scripted}
              - {name: b, type: scripted, needs: [a], when: "installation.operation == 'upgrade'"}
              - {name: c, type: scripted, needs: [a]}
            """));
        Assert.Equal(["failed", "skipped", "blocked"], run.Tasks.Select(t => t.State));
        Assert.Equal(["a"], run.Tasks[2].BlockedBy);
        Assert.Equal("installation.operation == 'upgrade'", run.Tasks[1].Reason!.Arguments[0]);
    }

    [Fact]
    public async Task A_condition_over_outputs_is_decided_when_they_are_known_and_the_plan_says_so()
    {
        await using var bench = new Bench();
        var request = new ApplyRequest("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: a, type: scripted, outputs: {fresh: {type: boolean}}, spec: {set: {fresh: "false"}}}
              - {name: b, type: scripted, when: tasks.a.outputs.fresh, outputs: {x: {type: string}}, spec: {set: {x: "1"}}}
              - {name: c, type: scripted, spec: {x: "${{ tasks.b.outputs.x ?? 'nothing' }}"}}
            """));
        Assert.Equal(["a run", "b decide", "c run"], Actions(await bench.Plan(request)));

        var run = await bench.Install(request);

        Assert.Equal(["succeeded", "skipped", "succeeded"], run.Tasks.Select(t => t.State));
        Assert.Equal(Value.From("nothing"), bench.Type.Seen["execute c"].Spec["x"]);
    }

    [Fact]
    public async Task The_first_mode_that_holds_is_taken_and_a_change_of_mode_keeps_what_the_old_one_made()
    {
        await using var bench = new Bench();
        const string package = """
            name: shop
            version: 1.0.0
            global: {openAPIV3Schema: {type: object, properties: {kind: {type: string, default: own}}}}
            tasks:
              - name: db
                type: scripted
                idempotent: true
                outputs: {host: {type: string}}
                modes:
                  - {name: cloud, when: global.kind == 'cloud', outputOnly: true, outputs: {host: cloud.example}}
                  - {name: big, when: global.kind == 'big', spec: {set: {host: big.local}}}
                  - {name: never, when: global.kind == 'big', spec: {set: {host: other}}}
                spec: {set: {host: own.local}}
            """;
        var folder = bench.Package(package);
        await bench.Install("shop", folder);
        var big = await bench.Upgrade(new ApplyRequest("shop", folder) { Global = MapValue.Of(("kind", Value.From("big"))) });
        Assert.Equal((Value.From("big.local"), "big"), (big.Tasks[0].Outputs!["host"], big.Tasks[0].Mode));
        bench.Forget();

        var cloud = await bench.Upgrade(new ApplyRequest("shop", folder) { Global = MapValue.Of(("kind", Value.From("cloud"))) });

        Assert.Empty(bench.Ran);
        Assert.Equal(("succeeded", 0, Value.From("cloud.example")), (cloud.Tasks[0].State, cloud.Tasks[0].Attempts, cloud.Tasks[0].Outputs!["host"]));
        Assert.Equal(("db", "plan-kept-mode"), (cloud.Kept.Single().Name, cloud.Kept.Single().Reason.Code));
    }

    [Fact]
    public async Task What_may_never_change_is_refused()
    {
        await using var bench = new Bench();
        var package = bench.Package("""
            name: shop
            version: 1.0.0
            config: {openAPIV3Schema: {type: object, properties: {root: {type: string, x-immutable: true, default: /a}}}}
            tasks: [{name: a, type: scripted}]
            """);
        await bench.Install("shop", package);
        var refused = await Bench.Refused(() => bench.Upgrade(new ApplyRequest("shop", package) { Answers = [new AnswerInput.Set("config.root=/b")] }));
        Assert.Equal(RefusalKind.NotAllowed, refused.Kind);
    }

    [Fact]
    public async Task But_an_answer_that_only_a_failed_install_was_given_may_be_corrected_and_what_it_drew_is_kept()
    {
        await using var bench = new Bench();
        const string package = """
            name: shop
            version: 1.0.0
            config:
              openAPIV3Schema:
                type: object
                properties: {root: {type: string, x-immutable: true}, token: {type: string, x-secret: true, x-generate: {length: 12}}}
            tasks: [{name: a, type: scripted, idempotent: true, spec: {root: "${{ package.config.root ?? '' }}", token: "${{ package.config.token }}"}}]
            """;
        static ApplyRequest Rooted(string folder, string root) => new("shop", folder) { Answers = [new AnswerInput.Set($"config.root={root}")] };
        bench.Break("execute a");
        await bench.Install(Rooted(bench.Package(package), "/wrong"));
        var token = bench.Type.Seen["execute a"].Spec["token"];

        await bench.Install(Rooted(bench.Package(package), "/still-wrong"));
        bench.Break("execute a", isBroken: false);
        await bench.Install(Rooted(bench.Package(package.Replace("1.0.0", "1.0.1", StringComparison.Ordinal)), "/right"));

        Assert.Equal((Value.From("/right"), token), (bench.Type.Seen["execute a"].Spec["root"], bench.Type.Seen["execute a"].Spec["token"]));
        var refused = await Bench.Refused(() => bench.Upgrade(Rooted(bench.Package(package), "/other") with { AllowDowngrade = true }));
        Assert.Equal(RefusalKind.NotAllowed, refused.Kind);
    }

    [Fact]
    public async Task Missing_answers_are_listed_and_nothing_is_begun()
    {
        await using var bench = new Bench();
        var refused = await Bench.Refused(() => bench.Install("shop", bench.Package("""
            name: shop
            version: 1.0.0
            config: {openAPIV3Schema: {type: object, required: [domain, mail], properties: {domain: {type: string}, mail: {type: string}}}}
            tasks: [{name: a, type: scripted}]
            """)));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Equal(2, refused.Diagnostics.Length);
    }

    [Fact]
    public async Task Generated_secrets_are_drawn_when_the_run_begins_and_kept_by_retry_and_upgrade()
    {
        await using var bench = new Bench();
        const string package = """
            name: shop
            version: 1.0.0
            config: {openAPIV3Schema: {type: object, properties: {token: {type: string, x-secret: true, x-generate: {length: 24}}}}}
            tasks:
              - {name: a, type: scripted, idempotent: true, outputs: {url: {type: string}}, spec: {set: {url: "http://${{ package.config.token }}@host"}}}
              - {name: b, type: scripted, idempotent: true, spec: {token: "${{ package.config.token }}", url: "${{ tasks.a.outputs.url }}"}}
            """;
        bench.Break("execute b");
        var first = await bench.Install("shop", bench.Package(package));
        var token = ((StringValue)bench.Type.Seen["execute b"].Spec["token"]!).Text;
        Assert.Equal(24, token.Length);
        Assert.DoesNotContain(token, RunDocument.Of(first).ToString());
        bench.Break("execute b", isBroken: false);

        await bench.Retry(new RetryRequest("shop"));
        Assert.Equal(token, ((StringValue)bench.Type.Seen["execute b"].Spec["token"]!).Text);
        await bench.Upgrade("shop", bench.Package(package.Replace("1.0.0", "2.0.0", StringComparison.Ordinal)));
        Assert.Equal(token, ((StringValue)bench.Type.Seen["execute b"].Spec["token"]!).Text);
    }

    [Fact]
    public async Task The_global_configuration_of_a_failed_run_holds_for_its_retry()
    {
        await using var bench = new Bench();
        const string package = """
            name: shop
            version: 1.0.0
            global: {openAPIV3Schema: {type: object, properties: {tier: {type: string, default: small}}}}
            tasks: [{name: a, type: scripted, idempotent: true, spec: {tier: "${{ global.tier }}"}}]
            """;
        var folder = bench.Package(package);
        bench.Break("execute a");
        await bench.Install(new ApplyRequest("shop", folder) { Global = MapValue.Of(("tier", Value.From("large"))) });
        bench.Break("execute a", isBroken: false);

        await bench.Retry(new RetryRequest("shop"));
        Assert.Equal(Value.From("large"), bench.Type.Seen["execute a"].Spec["tier"]);
        await bench.Upgrade("shop", folder);
        Assert.Equal(Value.From("small"), bench.Type.Seen["execute a"].Spec["tier"]);
    }

    /// <summary>As it comes back from a file: what is no JSON is lost.</summary>
    private static MapValue Reread(MapValue saved) => (MapValue)JsonReader.ReadTrusted(JsonWriter.ToUtf8(saved, indented: true).Span);
}
