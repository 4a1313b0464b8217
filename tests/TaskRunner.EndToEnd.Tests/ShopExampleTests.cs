using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The shop as its deployer meets it: real builds, a real database, a real service.</summary>
public sealed class ShopExampleTests
{
    [Fact]
    public async Task The_shop_is_installed_upgraded_rolled_back_and_uninstalled()
    {
        using var tool = new Taskrunner();
        var (root, port) = (Path.Combine(tool.Folder, "shop"), ExampleTools.FreePort());
        var installed = await Apply(tool, "install", "1.0", "--set", $"config.root={root}", "--set", $"config.port={port}");
        Assert.Equal("succeeded", (string)installed["run"]!["state"]!);
        await ExampleTools.ExpectAsync(port, "/health", "1.0.0");

        var upgraded = await Apply(tool, "upgrade", "2.0");
        Assert.Equal("succeeded", (string)upgraded["run"]!["state"]!);
        await ExampleTools.ExpectAsync(port, "/health", "2.0.0");
        await ExampleTools.ExpectAsync(port, "/products?q=tea", """[{"name":"Green tea","cents":420,"currency":"EUR"}]""");
        var services = (await tool.JsonAsync("service", "list")).AsArray().ToDictionary(s => (string)s!["name"]!, s => (string)s!["version"]!);
        Assert.Equal(new Dictionary<string, string> { ["shop-db"] = "3.0.0", ["shop-web"] = "2.0.0" }, services);

        var undone = await tool.JsonAsync("rollback", "shop", "-y");
        Assert.Equal("succeeded", (string)undone["run"]!["state"]!);
        await ExampleTools.ExpectAsync(port, "/health", "1.0.0");
        Assert.Equal("1.0.0", (string)(await tool.JsonAsync("list"))[0]!["version"]!);

        (await tool.RunAsync("uninstall", "shop", "-y")).Expect(0);
        Assert.Null(await ExampleTools.FetchAsync(port, "/health"));
        Assert.False(Directory.Exists(root), "what the package made is gone");
        Assert.Empty((await tool.JsonAsync("service", "list")).AsArray());
    }

    [Fact]
    public async Task With_a_cloud_database_nothing_is_made_and_the_others_get_its_place()
    {
        using var tool = new Taskrunner();
        var (root, port) = (Path.Combine(tool.Folder, "shop"), ExampleTools.FreePort());
        var database = Path.Combine(tool.Folder, "cloud.db");
        await File.WriteAllBytesAsync(database, [], TestContext.Current.CancellationToken);
        var global = Path.Combine(tool.Folder, "global.yaml");
        await File.WriteAllTextAsync(global, $"database: {{kind: cloud, file: {database}}}\n", TestContext.Current.CancellationToken);

        var run = await Apply(tool, "install", "1.0", "--global", global, "--set", $"config.root={root}", "--set", $"config.port={port}");
        var task = run["run"]!["tasks"]!.AsArray().Single(t => (string)t!["name"]! == "database")!;
        Assert.Equal("succeeded", (string)task["state"]!);
        Assert.Equal(0, (int)task["attempts"]!);
        Assert.Equal(database, (string)task["outputs"]!["file"]!);
        Assert.False(File.Exists(Path.Combine(root, "data", "shop.db")));
        Assert.True(new FileInfo(database).Length > 0, "the schema went into the cloud's database");
        var service = await tool.JsonAsync("service", "get", "shop-db");
        Assert.Equal("external", (string)service["state"]!);
        (await tool.RunAsync("uninstall", "shop", "-y")).Expect(0);
        Assert.True(File.Exists(database), "what we did not make is not ours to remove");
    }

    private static Task<JsonNode> Apply(Taskrunner tool, string verb, string version, params string[] more) =>
        tool.JsonAsync([verb, "shop", ExampleTools.Example($"shop/{version}"), "--progress", "none", .. more]);
}
