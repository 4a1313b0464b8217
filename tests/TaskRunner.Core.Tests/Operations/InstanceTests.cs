using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Operations.Runs;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>What definitions unfold to: <c>forEach</c>, packages within packages, edges between instances.</summary>
public sealed class InstanceTests
{
    [Fact]
    public async Task A_task_for_each_entry_of_a_map_sees_its_key_and_value_and_its_outputs_are_a_map()
    {
        await using var bench = new Bench();
        var run = await bench.Install("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - name: node
                type: scripted
                forEach: {a: {port: 1}, b: {port: 2}}
                outputs: {address: {type: string}}
                spec: {set: {address: "${{ each.key }}:${{ each.value.port }}"}}
              - {name: check, type: scripted, forEach: [a, b], needs: ["node[${{ each.key }}]"], spec: {key: "${{ each.key }}"}}
              - {name: all, type: scripted, spec: {b: "${{ tasks.node.outputs.b?.address }}"}}
            """));

        Assert.Equal(["node[a]", "node[b]", "check[a]", "check[b]", "all"], run.Tasks.Select(t => t.Name));
        Assert.Equal(Value.From("b:2"), bench.Type.Seen["execute all"].Spec["b"]);
        Assert.Equal(Value.From("a"), bench.Type.Seen["execute check[a]"].Spec["key"]);
    }

    [Fact]
    public async Task The_same_key_waits_for_the_same_key_alone()
    {
        await using var bench = new Bench();
        var graph = await new GraphOperation(bench.Workbench).RunAsync(bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: a, type: scripted, forEach: [x, y]}
              - {name: b, type: scripted, forEach: [x, y], needs: ["a[${{ each.key }}]"]}
              - {name: c, type: scripted, needs: [b]}
            """), [], TestContext.Current.CancellationToken);
        Assert.Equal(["a[x]>b[x]", "a[y]>b[y]", "b[x]>c", "b[y]>c"], graph.Edges.Select(e => $"{e.From}>{e.To}").Order());
        Assert.All(graph.Edges, e => Assert.Equal(["needs"], e.OriginWords));
    }

    [Fact]
    public async Task A_plan_time_expression_gives_the_items()
    {
        await using var bench = new Bench();
        var run = await bench.Install(new ApplyRequest("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - name: node
                type: scripted
                config: {openAPIV3Schema: {type: object, properties: {nodes: {type: array, items: {type: string}, default: [one]}}}}
                forEach: "${{ config.nodes }}"
            """)) { Answers = [new AnswerInput.Set("tasks.node.nodes=[two, three]")] });
        Assert.Equal(["node[two]", "node[three]"], run.Tasks.Select(t => t.Name));
    }

    [Theory]
    [InlineData("[a, a]", "TR5004")]
    [InlineData("['a/b']", "TR5005")]
    public async Task Items_that_cannot_name_instances_are_refused(string items, string code)
    {
        await using var bench = new Bench();
        var refused = await Bench.Refused(() => bench.Plan(new ApplyRequest("shop", bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - name: node
                type: scripted
                config: {openAPIV3Schema: {type: object, properties: {nodes: {type: array, items: {type: string}, default: ITEMS}}}}
                forEach: "${{ config.nodes }}"
            """.Replace("ITEMS", items, StringComparison.Ordinal)))));
        Assert.Equal((RefusalKind.Invalid, code), (refused.Kind, refused.Diagnostics[0].Code));
    }

    private const string Inner = """
        apiVersion: taskrunner/v1
        kind: Package
        name: redis
        version: 7.0.0
        config: {openAPIV3Schema: {type: object, properties: {size: {type: string, default: small}}}}
        tasks:
          - {name: master, type: scripted, outputs: {host: {type: string}}, spec: {set: {host: "redis-${{ package.config.size }}"}, version: "${{ package.version }}"}}
          - {name: replica, type: scripted, needs: [master]}
        outputs: {host: "${{ tasks.master.outputs.host }}"}
        """;

    [Fact]
    public async Task A_package_brings_its_tasks_in_and_its_outputs_are_the_tasks()
    {
        await using var bench = new Bench();
        var run = await bench.Install("shop", bench.Package(
            """
            name: shop
            version: 1.0.0
            tasks:
              - {name: first, type: scripted}
              - {name: redis, type: package, needs: [first], spec: {package: redis, config: {size: large}}}
              - {name: web, type: scripted, spec: {host: "${{ tasks.redis.outputs.host }}"}}
            """,
            ("redis/taskrunner.yaml", Inner)));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute first", "execute redis/master", "execute redis/replica", "execute web"], bench.Ran);
        Assert.Equal(Value.From("redis-large"), bench.Type.Seen["execute web"].Spec["host"]);
        Assert.Equal(Value.From("7.0.0"), bench.Type.Seen["execute redis/master"].Spec["version"]);
        Assert.EndsWith("redis", bench.Type.Seen["execute redis/master"].PackageDirectory, StringComparison.Ordinal);
        bench.Forget();
        await bench.Upgrade("shop", bench.Package("""
            name: shop
            version: 2.0.0
            tasks: [{name: a, type: scripted, spec: {was: "${{ installation.outputs.redis.host }}"}}]
            """));
        Assert.Equal(Value.From("redis-large"), bench.Type.Seen["execute a"].Spec["was"]);
    }

    [Fact]
    public async Task A_package_for_each_key_has_its_own_tasks_and_configuration()
    {
        await using var bench = new Bench();
        var run = await bench.Install("shop", bench.Package(
            """
            name: shop
            version: 1.0.0
            tasks:
              - {name: cache, type: package, forEach: {a: small, b: huge}, spec: {package: redis, config: {size: "${{ each.value }}"}}}
              - {name: web, type: scripted, spec: {b: "${{ tasks.cache.outputs.b?.host }}"}}
            """,
            ("redis/taskrunner.yaml", Inner)));

        Assert.Equal(
            ["cache[a]/master", "cache[a]/replica", "cache[a]", "cache[b]/master", "cache[b]/replica", "cache[b]", "web"],
            run.Tasks.Select(t => t.Name));
        Assert.Equal(Value.From("redis-huge"), bench.Type.Seen["execute web"].Spec["b"]);
    }

    [Fact]
    public async Task A_text_made_of_a_secret_reaches_the_tasks_of_an_inner_package()
    {
        await using var bench = new Bench();
        var run = await bench.Install(new ApplyRequest("shop", bench.Package(
            """
            name: shop
            version: 1.0.0
            config: {openAPIV3Schema: {type: object, required: [password], properties: {password: {type: string, x-secret: true}}}}
            tasks:
              - {name: redis, type: package, spec: {package: redis, config: {size: "of ${{ package.config.password }}"}}}
            outputs: {host: "${{ tasks.redis.outputs.host }}"}
            """,
            ("redis/taskrunner.yaml", Inner)))
        { Answers = [new AnswerInput.Set("config.password=geheim")] });

        Assert.Equal(RunStatus.Succeeded, run.Status);
        var given = (MapValue)bench.Type.Seen["execute redis/master"].Spec["set"]!;
        Assert.Equal(Value.From("redis-of geheim"), given["host"]);
        Assert.DoesNotContain("geheim", RunDocument.Of(run).ToString());
    }

    [Fact]
    public async Task A_condition_on_a_package_skips_all_its_tasks()
    {
        await using var bench = new Bench();
        var run = await bench.Install("shop", bench.Package(
            """
            name: shop
            version: 1.0.0
            tasks:
              - {name: redis, type: package, when: "installation.operation == 'upgrade'", spec: {package: redis}}
              - {name: web, type: scripted, spec: {host: "${{ tasks.redis.outputs.host ?? 'none' }}"}}
            """,
            ("redis/taskrunner.yaml", Inner)));

        Assert.Equal(["skipped", "skipped", "skipped", "succeeded"], run.Tasks.Select(t => t.State));
        Assert.Equal(Value.From("none"), bench.Type.Seen["execute web"].Spec["host"]);
    }
}
