namespace TaskRunner.EndToEnd.Tests;

/// <summary>What people and scripts see of each verb. The files in <c>Golden/</c> are meant to be read.</summary>
public sealed class TranscriptTests
{
    private static readonly string[] Verbs =
    [
        "", "init", "lint", "show", "graph", "config", "drill", "package build", "package push", "package pull", "package sign", "package verify", "package list", "package rm", "schema package", "plan", "install", "upgrade", "resume", "retry", "rollback",
        "uninstall", "cancel", "resolve", "unlock", "list", "status", "history", "get", "logs", "service list", "service get", "global get", "global set", "secret set", "secret list", "secret rm", "input",
        "explain", "doctor", "completion", "version",
    ];

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task Every_verb_says_what_it_does_and_how_it_is_called(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        foreach (var verb in Verbs)
        {
            await transcript.RunAsync($"{verb} --help".TrimStart(), 0);
        }

        transcript.Match($"help.{language}");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_wrong_command_line_is_explained_on_standard_error_alone(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        foreach (var line in new[]
        {
            "instal", "install", "install demo web-1 more", "install demo web-1 --paralel 2", "install demo web-1 --parallel none", "install demo web-1 --timeout soon",
            "install demo web-1 --plan a --plan b", "install demo web-1 --set", "list -o yaml", "get demo everything", "package bild", "global set",
            "resolve RUN task", "config web-1 --interactive", "init Bad_Name", "input config.port", "-o json list more", "instal --help",
        })
        {
            var ran = await transcript.RunAsync(line, 2);
            Assert.Equal("", ran.Output);
        }

        transcript.Match($"usage-errors.{language}");
    }

    [Fact]
    public async Task A_package_can_be_looked_at_before_anything_is_done()
    {
        using var transcript = new Transcript();
        foreach (var line in new[]
        {
            "init hello", "lint hello", "lint web-1", "lint web-1 -o json", "show web-1", "show web-1 --lang zh", "show web-1 tasks", "show web-1 tasks -o json", "show web-1 schema",
            "show web-1 readme", "show web-1 readme --lang zh", "show web-1 -o json", "graph web-1", "graph web-1 -o mermaid", "graph web-1 -o dot", "graph web-1 -o json",
            "config web-1", "config web-1 --lang zh", "config web-1 --set config.heading=Hello --out answers.yaml", "config web-1 -f answers.yaml -o json",
            "package build web-1", "package build web-1 --out out.tgz -o json", "lint web-1.0.0.tgz",
        })
        {
            await transcript.RunAsync(line, 0);
        }

        transcript.Match("packages");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_package_goes_when_nothing_needs_it_any_more(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        await transcript.RunAsync("package list", 0);
        await transcript.RunAsync("install demo web-1 --set config.folder=DIR --progress none", 0);
        await transcript.RunAsync("upgrade demo web-2 --progress none", 0);
        await transcript.RunAsync("package list", 0);
        await transcript.RunAsync("package rm web@1.0.0 -y", 6);
        await transcript.RunAsync("package rm web@2.0.0 -y", 6);
        await transcript.RunAsync("uninstall demo -y --progress none", 0);
        await transcript.RunAsync("package rm web@1.0.0", 2);
        await transcript.RunAsync("package rm web@1.0.0 -y", 0);
        await transcript.RunAsync("package rm web@1.0.0 -y", 4);
        await transcript.RunAsync("package rm web@2.0.0 -y -o json", 0);
        await transcript.RunAsync("history demo", 0);
        await transcript.RunAsync("doctor", 0);
        transcript.Match($"package-removal.{language}");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_wrong_package_is_refused_with_every_error_at_its_place(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        Directory.CreateDirectory(Path.Combine(transcript.Tool.Folder, "empty"));
        foreach (var line in new[]
        {
            "lint broken", "lint broken -o json", "lint nowhere", "lint empty", "install demo broken", "show broken", "show pay readme", "init web-1",
        })
        {
            await transcript.RunAsync(line, line switch { "show pay readme" => 4, "init web-1" => 6, _ => 3 });
        }

        transcript.Match($"wrong-package.{language}");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task An_installation_lives_from_its_plan_to_its_end(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        foreach (var line in new[]
        {
            "list", "plan demo web-1 --set config.folder=DIR", "install demo web-1 --set config.folder=DIR", "list", "status demo", "service list", "service get demo-site --refresh", "logs demo",
            "logs demo publish -n 1", "get demo outputs", "plan demo web-1", "upgrade demo web-1 --set config.heading=Hello", "plan demo web-2 --set config.kind=private",
            "upgrade demo web-2 --set config.kind=private", "history demo", "rollback demo --dry-run", "rollback demo -y", "list", "uninstall demo --dry-run", "uninstall demo -y", "list", "history demo", "doctor",
        })
        {
            await transcript.RunAsync(line, 0);
        }

        transcript.Match($"life.{language}");
    }

    [Fact]
    public async Task Scripts_get_one_JSON_document_whatever_happens()
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_FORMAT"] = "json";
        transcript.Tool.Variables["TASKRUNNER_LANG"] = "zh"; // JSON is never translated
        await transcript.RunAsync("plan demo web-1 --set config.folder=DIR --detailed-exitcode", 10);
        await transcript.RunAsync("install demo web-1 --set config.folder=DIR --progress json", 0);
        foreach (var line in new[] { "list", "status demo", "history demo", "get demo config", "get demo outputs", "service list", "service get demo-site", "doctor", "version", "explain TR3001", "global get" })
        {
            await transcript.RunAsync(line, 0);
        }

        await transcript.RunAsync("status nothing", 4);
        await transcript.RunAsync("install other web-1", 3);
        await File.WriteAllTextAsync(Path.Combine(transcript.Tool.Folder, "global.yaml"), "region: eu\n", TestContext.Current.CancellationToken);
        await transcript.RunAsync("global set -f global.yaml", 0);
        await transcript.RunAsync("uninstall demo -y --progress none", 0);
        transcript.Match("json");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_failure_tells_its_cause_what_became_of_the_rest_and_how_to_go_on(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        await File.WriteAllTextAsync(Path.Combine(transcript.Tool.Folder, "down"), "", TestContext.Current.CancellationToken);
        await transcript.RunAsync("install demo web-1 --set config.folder=DIR", 1);
        await transcript.RunAsync("status demo", 0);
        await transcript.RunAsync("list", 0);
        await transcript.RunAsync("logs demo publish", 0);
        await transcript.RunAsync("plan demo web-1", 0);
        await transcript.RunAsync("retry demo --rollback-on-failure all", 1);
        await transcript.RunAsync("uninstall demo", 2);
        File.Delete(Path.Combine(transcript.Tool.Folder, "down"));
        await transcript.RunAsync("retry demo --from page", 0);
        await transcript.RunAsync("retry demo", 6);
        transcript.Match($"failure.{language}");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_task_in_doubt_waits_for_a_person(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        await transcript.RunAsync("install demo pay", 9);
        await transcript.RunAsync("status demo", 0);
        await transcript.RunAsync("doctor", 0);
        await transcript.RunAsync("install demo pay", 6);
        await transcript.RunAsync("resolve RUN pai --as succeeded --reason 'seen in the ledger'", 4);
        await transcript.RunAsync("resolve RUN pay --as succeeded --reason 'seen in the ledger'", 3);
        await transcript.RunAsync("resolve RUN pay --as succeeded --task-output receipt=A17 --reason 'seen in the ledger'", 0);
        await transcript.RunAsync("resume demo", 0);
        await transcript.RunAsync("install other pay", 9);
        await transcript.RunAsync("cancel other", 0);
        transcript.Match($"decision.{language}");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task What_may_not_be_done_is_refused_and_the_way_is_named(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        await transcript.RunAsync("status demo", 4);
        await transcript.RunAsync("install demo web-1", 3);
        await transcript.RunAsync("install demo web-1 --set config.folder=here --set config.heding=x", 3);
        await transcript.RunAsync("install 'My Shop' web-1 --set config.folder=DIR", 2);
        await transcript.RunAsync("install ../shop web-1 --set config.folder=DIR", 2);
        await transcript.RunAsync("list --store web-1/README.md", 1);
        await transcript.RunAsync("install demo web-1 -f nowhere.yaml", 4);
        await transcript.RunAsync("install demo refuse", 6);
        await transcript.RunAsync("upgrade demo web-1 --set config.folder=DIR", 4);
        await transcript.RunAsync("plan demo web-2 --set config.folder=DIR --out demo.plan", 0);
        await transcript.RunAsync("install demo web-2 --set config.folder=DIR --progress none", 0);
        await transcript.RunAsync("install demo web-2", 6);
        await transcript.RunAsync("upgrade demo web-1", 6);
        await transcript.RunAsync("upgrade demo pay", 6);
        await transcript.RunAsync("upgrade demo web-2 --plan demo.plan", 6);
        await transcript.RunAsync("upgrade demo web-2 --plan web-1/README.md", 3);
        await transcript.RunAsync("rollback other", 4);
        await transcript.RunAsync("resume", 4);
        await transcript.RunAsync("cancel demo", 6);
        await transcript.RunAsync("logs demo pubish", 4);
        await transcript.RunAsync("logs demo publish --attempt 7", 4);
        await transcript.RunAsync("service get demo-sit", 4);
        await transcript.RunAsync("explain TR9999", 4);
        transcript.Match($"refused.{language}");
    }
}
