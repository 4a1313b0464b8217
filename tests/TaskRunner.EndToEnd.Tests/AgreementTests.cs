namespace TaskRunner.EndToEnd.Tests;

/// <summary>When a person's word is wanted, and when it is not.</summary>
public sealed class AgreementTests
{
    [Fact]
    public async Task A_retry_wants_a_word_only_before_it_repeats_what_must_not_be_repeated()
    {
        using var tool = new Taskrunner();
        var package = Package(tool, "shop", "1.0.0", """
              - {name: pay, type: shell, spec: {execute: {run: 'echo paid >> "$LEDGER"'}, env: {LEDGER: "${{ package.config.ledger }}"}}}
              - {name: page, type: shell, idempotent: true, needs: [pay], spec: {execute: {run: 'true'}}}
              - {name: check, type: shell, needs: [page], spec: {execute: {run: 'exit 1'}}}
            """);
        var ledger = Path.Combine(tool.Folder, "ledger");
        (await tool.RunAsync("install", "demo", package, "--set", $"config.ledger={ledger}")).Expect(1);

        (await tool.RunAsync("retry", "demo", "--only", "page")).Expect(0);
        Assert.Contains("install unfinished", (await tool.RunAsync("list")).Expect(0).Output, StringComparison.Ordinal);
        (await tool.RunAsync("retry", "demo", "--from", "check")).Expect(1);
        var refused = (await tool.RunAsync("retry", "demo", "--from", "pay")).Expect(2);
        Assert.Contains("Run pay again, which succeeded and is not idempotent?", refused.Error, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(ledger, TestContext.Current.CancellationToken));

        (await tool.RunAsync("retry", "demo", "--only", "pay", "-y")).Expect(0);
        Assert.Equal(2, (await File.ReadAllLinesAsync(ledger, TestContext.Current.CancellationToken)).Length);
        Assert.Contains("TR5010", (await tool.RunAsync("retry", "demo", "--from", "pai")).Expect(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruning_wants_a_word_where_there_is_something_to_uninstall()
    {
        using var tool = new Taskrunner();
        var old = Package(tool, "old", "1.0.0", """
              - {name: stays, type: shell, idempotent: true, spec: {execute: {run: 'true'}}}
              - {name: goes, type: shell, idempotent: true, spec: {execute: {run: 'true'}, uninstall: {run: 'true'}}}
            """);
        var now = Package(tool, "new", "2.0.0", "  - {name: stays, type: shell, idempotent: true, spec: {execute: {run: 'true'}}}");
        (await tool.RunAsync("install", "demo", old)).Expect(0);

        (await tool.RunAsync("upgrade", "demo", old, "--prune")).Expect(0);
        var refused = (await tool.RunAsync("upgrade", "demo", now, "--prune")).Expect(2);
        Assert.Contains("Uninstall goes, which the new version no longer has?", refused.Error, StringComparison.Ordinal);
        (await tool.RunAsync("upgrade", "demo", now, "--prune", "-y")).Expect(0);
        Assert.Equal("2.0.0", (string)(await tool.JsonAsync("list"))[0]!["version"]!);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_said_before_a_word_is_asked_for()
    {
        using var tool = new Taskrunner();
        (await tool.RunAsync("rollback", "demo")).Expect(4);
        (await tool.RunAsync("uninstall", "demo")).Expect(4);
    }

    private static string Package(Taskrunner tool, string folder, string version, string tasks)
    {
        var path = Directory.CreateDirectory(Path.Combine(tool.Folder, folder)).FullName;
        File.WriteAllText(Path.Combine(path, "taskrunner.yaml"), $$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: shop
            version: {{version}}
            config: {openAPIV3Schema: {type: object, properties: {ledger: {type: string} } } }
            tasks:
            {{tasks}}
            """);
        return path;
    }
}
