namespace TaskRunner.EndToEnd.Tests;

/// <summary>What <c>init</c> makes is where everybody begins: it must work before a word of it is changed.</summary>
public sealed class StarterTests
{
    [Fact]
    public async Task What_init_writes_installs_as_it_is_and_goes_away_again()
    {
        using var tool = new Taskrunner();
        var name = $"starter-{Guid.NewGuid():n}"; // it works in /tmp/NAME
        (await tool.RunAsync("init", name)).Expect(0);

        var shown = await tool.JsonAsync("install", "demo", name);
        var page = (string)shown["outputs"]!["page"]!;
        Assert.Contains("<h1>Hello</h1>", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        (await tool.RunAsync("upgrade", "demo", name, "--set", "config.greeting=Welcome")).Expect(0);
        Assert.Contains("<h1>Welcome</h1>", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        (await tool.RunAsync("uninstall", "demo", "-y")).Expect(0);
        Assert.False(Directory.Exists(Path.GetDirectoryName(page)));
    }
}
