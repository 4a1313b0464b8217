using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Settings;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>“resume goes on with an open run: its own plan, stored package and configuration; nothing can have changed.”</summary>
public sealed class ResumeTests
{
    private const string Shop = """
        name: shop
        version: 1.0.0
        global: {openAPIV3Schema: {type: object, properties: {tier: {type: string, default: small}}}}
        config:
          openAPIV3Schema:
            type: object
            properties: {size: {type: string, default: small}, token: {type: string, x-secret: true, x-generate: {length: 16}}}
        tasks:
          - {name: a, type: scripted, outputs: {x: {type: string}}, spec: {set: {x: "1"}, token: "${{ package.config.token }}"}}
          - name: b
            type: scripted
            spec:
              x: "${{ tasks.a.outputs.x }}"
              size: "${{ package.config.size }}"
              tier: "${{ global.tier }}"
              token: "${{ package.config.token }}"
              before: "${{ services['other']?.version ?? 'none' }}"
          - {name: c, type: scripted, needs: [b]}
        """;

    /// <summary>Runs until task b is about to begin; then the runner is told to stop.</summary>
    private static async Task<RunReport> Interrupted(Bench bench, ApplyRequest request)
    {
        var controls = new RunControls();
        bench.Type.StepIn = (what, _) =>
        {
            if (what == "execute a")
            {
                controls.Control.Stop(StopReason.Interrupted);
            }

            return Task.FromResult<TaskOutcome?>(null);
        };
        var run = await new InstallOperation(bench.Workbench).RunAsync(request, controls, TestContext.Current.CancellationToken);
        bench.Type.StepIn = null;
        return run;
    }

    [Fact]
    public async Task An_interrupted_run_is_open_and_goes_on_where_it_was()
    {
        await using var bench = new Bench();
        var open = await Interrupted(bench, new ApplyRequest("shop", bench.Package(Shop)));
        Assert.Equal(("interrupted", StopReason.Interrupted), (open.StateWord, open.Stopped));

        var status = await new StatusOperation(bench.Workbench).RunAsync("shop", TestContext.Current.CancellationToken);
        Assert.Equal(("interrupted", (string?)null), (status.Run.StateWord, status.Package?.Version));
        var run = await bench.Resume();

        Assert.Equal((open.RunId, RunStatus.Succeeded), (run.RunId, run.Status));
        Assert.Equal(["execute a", "execute b", "execute c"], bench.Ran);
        Assert.Equal("1.0.0", await bench.Version("shop"));
    }

    [Fact]
    public async Task Nothing_that_changed_in_between_counts()
    {
        await using var bench = new Bench();
        var folder = bench.Package(Shop);
        var open = await Interrupted(bench, new ApplyRequest("shop", folder) { Answers = [new AnswerInput.Set("config.size=large")] });
        var token = bench.Type.Seen["execute a"].Spec["token"];
        Directory.Delete(folder, recursive: true);
        Directory.Delete(bench.Workbench.Paths.Packages, recursive: true);
        await new GlobalSetOperation(bench.Workbench).RunAsync(MapValue.Of(("tier", Value.From("huge"))), TestContext.Current.CancellationToken);
        await bench.Install("other", bench.Package("name: o\nversion: 3.0.0\ntasks: [{name: x, type: scripted, service: {name: other}}]"));

        var run = await bench.Resume(open.RunId);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        var spec = bench.Type.Seen["execute b"].Spec;
        Assert.Equal(
            (Value.From("1"), Value.From("large"), Value.From("small"), token, Value.From("none")),
            (spec["x"], spec["size"], spec["tier"], spec["token"], spec["before"]));
    }

    [Fact]
    public async Task Without_a_name_the_only_open_run_is_meant()
    {
        await using var bench = new Bench();
        Assert.Equal("TR6119", (await Bench.Refused(() => bench.Resume())).Diagnostics[0].Code);
        await Interrupted(bench, new ApplyRequest("one", bench.Package(Shop)));
        await Interrupted(bench, new ApplyRequest("two", bench.Package(Shop)));
        var refused = await Bench.Refused(() => bench.Resume());
        Assert.Equal((RefusalKind.Usage, "TR6118"), (refused.Kind, refused.Diagnostics[0].Code));
        await bench.Resume("two");
        Assert.Equal("one", (await bench.Resume()).Installation);
    }

    [Fact]
    public async Task What_is_over_cannot_be_resumed()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Shop));
        Assert.Equal("TR6117", (await Bench.Refused(() => bench.Resume("shop"))).Diagnostics[0].Code);
        Assert.Equal((RefusalKind.NotFound, "TR6105"), (await Bench.Refused(() => bench.Resume("nope"))) is var r ? (r.Kind, r.Diagnostics[0].Code) : default);
    }

    [Theory]
    [InlineData("a", Decision.Succeeded, "TR6123")]
    [InlineData("nope", Decision.Succeeded, "TR6122")]
    public async Task A_decision_is_taken_only_of_what_is_in_doubt(string task, Decision decision, string code)
    {
        await using var bench = new Bench();
        var open = await Interrupted(bench, new ApplyRequest("shop", bench.Package(Shop)));
        Assert.Equal(code, (await Bench.Refused(() => bench.Resolve(new ResolveRequest(open.RunId, task, decision, "why", "me")))).Diagnostics[0].Code);
        Assert.Equal("TR6137", (await Bench.Refused(() => bench.Resolve(new ResolveRequest(open.RunId, task, decision, " ", "me")))).Diagnostics[0].Code);
    }

    [Fact]
    public async Task The_doctor_names_what_is_open()
    {
        await using var bench = new Bench();
        Assert.Empty(await new DoctorOperation(bench.Workbench).RunAsync(TestContext.Current.CancellationToken));
        var open = await Interrupted(bench, new ApplyRequest("shop", bench.Package(Shop)));
        var found = Assert.Single(await new DoctorOperation(bench.Workbench).RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("TR6141", open.RunId, "interrupted"), (found.Code, found.Arguments[0], found.Arguments[2]));
    }
}
