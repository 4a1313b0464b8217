using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Packages;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Packages;

public sealed class PackageReaderTests
{
    [Fact]
    public void A_task_laid_over_its_definition_follows_the_one_rule()
    {
        var task = PackageFolder.Read("""
            definitions:
              step:
                type: shell
                timeout: 10m
                rollback: true
                when: package.version != '9.0.0'
                require: [{that: "package.name == 'p'", message: a}]
                files: ["*.sql", "*.txt"]
                retry: {attempts: 3, backoff: 1s}
                idempotent: true
                spec: {execute: taskrunner.yaml, rollback: "true", env: {A: 1, B: 2}, args: [x, y]}
            tasks:
              - name: t
                use: step
                timeout: null
                when: ["package.version != '8.0.0'"]
                require: [{that: "package.name != 'q'", message: {en: b, zh: 乙}}]
                files: ["*.csv"]
                retry: {backoff: 2s}
                spec: {run: "true", env: {B: 3, C: 4}, args: [z]}
            """).Tasks[0];
        Assert.Null(task.Policy.Timeout);
        Assert.True(task.Policy.Rollback && task.Policy.Idempotent);
        Assert.Equal(["package.version != '9.0.0'", "package.version != '8.0.0'"], task.When.Select(w => w.Text));
        Assert.Equal(["a", "乙"], task.Require.Select(r => r.Message.For("zh")));
        Assert.Equal(["*.csv"], task.Files);
        Assert.Equal("3 2s", $"{task.Policy.Retry!.Attempts} {((StringValue)task.Policy.Retry.Backoff!).Text}");
        Assert.Equal("""{"rollback":"true","env":{"A":1,"B":3,"C":4},"args":["z"],"run":"true"}""", JsonWriter.ToText(task.Spec));
    }

    [Fact]
    public void A_mode_is_laid_over_its_task()
    {
        var task = PackageFolder.Read("""
            global:
              openAPIV3Schema: {type: object, properties: {kind: {type: string}, host: {type: string, default: h}}}
            tasks:
              - name: db
                type: shell
                config: {openAPIV3Schema: {type: object, properties: {size: {type: string}}}}
                outputs: {host: {type: string}, port: {type: integer, default: 5432}}
                modes:
                  - {name: cloud, when: global.kind == 'cloud', outputOnly: true, outputs: {host: "${{ global.host }}"}}
                  - name: small
                    when: global.kind == 'small'
                    config: {openAPIV3Schema: {properties: {fast: {type: boolean}}}}
                    spec: {env: {SIZE: S}}
                    outputs: {host: localhost}
                spec: {run: "true", env: {A: b}}
            """).Tasks[0];
        var (cloud, small) = (task.Modes[0], task.Modes[1]);
        Assert.True(cloud.OutputOnly && !small.OutputOnly);
        Assert.Equal("${{ global.host }}", ((StringValue)cloud.OutputValues["host"]!).Text);
        Assert.Null(cloud.Effective.Config);
        Assert.Equal("""{"run":"true","env":{"A":"b","SIZE":"S"}}""", JsonWriter.ToText(small.Effective.Spec));
        Assert.Equal("localhost", ((StringValue)small.Effective.Outputs.Single(o => o.Name == "host").Value!).Text);
        Assert.NotNull(small.Effective.Config);
    }

    [Fact]
    public void Edges_come_from_needs_edges_and_references_and_are_merged()
    {
        var manifest = PackageFolder.Read("""
            tasks:
              - {name: a, type: shell, outputs: {x: {type: string}}, spec: {run: "true"}}
              - {name: b, type: shell, forEach: [eu, us], needs: [a], spec: {run: "true", env: {X: "${{ tasks.a.outputs.x }}"}}}
              - {name: c, type: shell, forEach: [eu, us], needs: [b[each.key], {task: a, on: settled}], spec: {run: "true"}}
              - {name: d, type: shell, needs: [b[eu], c], when: tasks.a.outputs.x == 'y', spec: {run: "true"}}
            edges:
              - {from: a, to: b}
            """);
        Assert.Equal(
            [
                "a→b Succeeded Needs, Edges, Reference",
                "b[${{ each.key }}]→c Succeeded Needs",
                "a→c Settled Needs",
                "b[eu]→d Succeeded Needs",
                "c→d Succeeded Needs",
                "a→d Succeeded Reference",
            ],
            manifest.Edges.Select(e => $"{Text(e.From)}→{Text(e.To)} {e.On} {e.Origins}"));
    }

    [Fact]
    public void A_handler_may_read_what_it_handles_and_keeps_its_edge() =>
        Assert.Equal(
            [(EdgeCondition.Settled, EdgeOrigins.Needs | EdgeOrigins.Reference)],
            PackageFolder.Read("""
                tasks:
                  - {name: a, type: shell, outputs: {x: {type: string}}, spec: {run: "true"}}
                  - name: b
                    type: shell
                    needs: [{task: a, on: settled}]
                    when: tasks.a.state != 'skipped'
                    spec: {run: "true", env: {X: "${{ tasks.a.outputs.x ?? 'none' }}"}}
                """).Edges.Select(e => (e.On, e.Origins)));

    [Fact]
    public void A_reader_with_the_conditions_of_what_it_reads_needs_no_default() =>
        Assert.Empty(PackageFolder.Codes("""
            config: {openAPIV3Schema: {type: object, properties: {cache: {type: boolean, default: true}}}}
            tasks:
              - {name: a, type: shell, when: package.config.cache, outputs: {x: {type: string}}, spec: {run: "true"}}
              - {name: b, type: shell, when: "package.config.cache && package.name == 'p'", spec: {run: "true", env: {X: "-${{ tasks.a.outputs.x }}"}}}
              - {name: c, type: shell, when: [package.config.cache, tasks.a.outputs.x == 'y'], spec: {run: "true"}}
              - {name: d, type: shell, spec: {run: "true", env: {X: "-${{ tasks.a.outputs.x ?? '' }}"}}}
            """));

    [Fact]
    public void Without_the_conditions_in_front_it_needs_one() =>
        Assert.Equal(["TR4043"], PackageFolder.Codes("""
            config: {openAPIV3Schema: {type: object, properties: {cache: {type: boolean, default: true}}}}
            tasks:
              - {name: a, type: shell, when: package.config.cache, outputs: {x: {type: string}}, spec: {run: "true"}}
              - {name: c, type: shell, when: [tasks.a.outputs.x == 'y', package.config.cache], spec: {run: "true"}}
            """));

    [Fact]
    public void What_a_condition_tests_for_null_needs_no_second_care() =>
        Assert.Equal(["TR4042"], PackageFolder.Codes("""
            config: {openAPIV3Schema: {type: object, properties: {nick: {type: string}}}}
            tasks:
              - {name: a, type: shell, when: package.config.nick != null, spec: {run: "true", env: {X: "-${{ package.config.nick }}"}}}
              - {name: b, type: shell, when: [package.config.nick, "startsWith(package.config.nick, 'a')"], spec: {run: "true"}}
              - {name: c, type: shell, spec: {run: "true", env: {X: "-${{ package.config.nick }}"}}}
            """));

    [Fact]
    public void A_package_in_a_folder_comes_in_with_its_outputs()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head + """
            tasks:
              - {name: db, type: package, spec: {package: parts/db, config: {size: "${{ package.version }}"}}}
              - {name: web, type: shell, spec: {run: "true", env: {URL: "${{ tasks.db.outputs.url }}"}}}
            """);
        folder.Write("parts/db/taskrunner.yaml", PackageFolder.Head + "tasks: [{name: t, type: shell, spec: {run: x}}]\noutputs: {url: u}\n");
        var package = Read(folder.Path)!;
        Assert.Equal("t", package.Manifest.Tasks[0].Inner!.Tasks[0].Name);
        Assert.Equal(("db", "web"), (package.Manifest.Edges[0].From.Task, package.Manifest.Edges[0].To.Task));
    }

    [Fact]
    public void A_manifest_in_json_is_the_same_package()
    {
        using var folder = PackageFolder.Of(
            """{"apiVersion":"taskrunner/v1","kind":"Package","name":"p","version":"1.2.3","tasks":[{"name":"t","type":"shell","spec":{"run":"true"}}]}""",
            "taskrunner.json");
        Assert.Equal("1.2.3", Read(folder.Path)!.Manifest.Version.ToString());
        Assert.Equal("t", Read(Path.Combine(folder.Path, "taskrunner.json"))!.Manifest.Tasks[0].Name);
    }

    [Fact]
    public void Keys_of_the_authors_own_are_left_alone_everywhere() =>
        Assert.Empty(PackageFolder.Codes("""
            x-team: shop
            onFailure: {rollback: all, x-why: atomic}
            tasks:
              - name: a
                type: shell
                x-owner: me
                retry: {attempts: 1, x-note: n}
                service: {name: a-svc, x-port: 1}
                modes: [{name: m, when: "true", x-y: 1}]
                spec: {run: "true", x-doc: text}
            edges: []
            """));

    [Fact]
    public void Plain_scalars_become_texts_where_the_type_wants_texts()
    {
        var manifest = PackageFolder.Read("""
            tasks:
              - {name: a, type: shell, forEach: [1.10, no], spec: {run: "true", args: [1.10, no, 2024-01-01, 0x1F]}}
            """);
        Assert.Equal("""["1.10","no"]""", JsonWriter.ToText(manifest.Tasks[0].ForEach!.Items));
    }

    [Fact]
    public void Errors_have_a_pointer_into_the_document()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head + "tasks:\n  - {name: a, type: shell, needs: [b], spec: {run: x}}\n");
        var diagnostics = new DiagnosticBag();
        PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics);
        Assert.Equal("/tasks/0/needs/0", Assert.Single(diagnostics.Items).Pointer);
    }

    [Fact]
    public void A_manifest_over_the_limit_is_refused_unless_it_is_raised()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head + "x-pad: " + new string('x', 5 << 20) + "\n");
        var diagnostics = new DiagnosticBag();
        Assert.Null(PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics));
        Assert.Equal("TR1010", diagnostics.Items[0].Code);
        Assert.NotNull(PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default with { ManifestBytes = 6 << 20 }, new DiagnosticBag()));
    }

    private static Package? Read(string path)
    {
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(path, ScriptType.Catalog, PackageLimits.Default, diagnostics);
        Assert.True(package is not null, DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English));
        return package;
    }

    private static string Text(EdgeEnd end) => end.Key is StringValue key ? $"{end.Task}[{key.Text}]" : end.Task;
}
