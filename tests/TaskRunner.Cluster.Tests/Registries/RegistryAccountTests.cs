using System.Text;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>The binary and a real registry with TLS that wants to know who asks.</summary>
public sealed class RegistryAccountTests
{
    [Fact]
    public async Task A_registry_with_passwords_lets_in_who_has_one()
    {
        using var tool = new Taskrunner();
        await using var registry = await Registry.StartAsync(isPlain: false, hasAccounts: true);
        var package = Prepare(tool, registry);
        await RefusedAsync(tool, 6, "TR8313", "package", "push", package, $"oci://{registry.Host}/team/greeter");
        Account(tool, registry, $"{Registry.User}:wrong");
        await RefusedAsync(tool, 6, "TR8314", "package", "push", package, $"oci://{registry.Host}/team/greeter");
        Account(tool, registry, $"{Registry.User}:{Registry.Password}");
        await JourneyAsync(tool, registry, package, "team");
    }

    [Fact]
    public async Task A_registry_with_tokens_gets_one_for_what_is_done_and_no_more()
    {
        using var tool = new Taskrunner();
        await using var tokens = new TokenServer();
        await using var registry = await Registry.StartAsync(isPlain: false, tokens: tokens);
        var package = Prepare(tool, registry);
        await RefusedAsync(tool, 6, "TR8313", "package", "push", package, $"oci://{registry.Host}/open/greeter");
        Account(tool, registry, $"{Registry.User}:wrong");
        await RefusedAsync(tool, 6, "TR8314", "package", "push", package, $"oci://{registry.Host}/open/greeter");
        Account(tool, registry, $"{Registry.User}:{Registry.Password}");
        await JourneyAsync(tool, registry, package, "open");
        Assert.Contains($"repository:open/greeter:pull,push {Registry.User}", tokens.Asked);
        Assert.Contains($"repository:open/greeter:pull {Registry.User}", tokens.Asked);
    }

    [Fact]
    public async Task A_token_that_stands_for_an_account_is_changed_into_others()
    {
        using var tool = new Taskrunner();
        await using var tokens = new TokenServer();
        await using var registry = await Registry.StartAsync(isPlain: false, tokens: tokens);
        var package = Prepare(tool, registry);
        await File.WriteAllTextAsync(
            Path.Combine(tool.Folder, "config.json"),
            $"{{\"auths\": {{\"{registry.Host}\": {{\"auth\": \"PHRva2VuPjo=\", \"identitytoken\": \"{TokenServer.RefreshToken}\"}}}}}}",
            TestContext.Current.CancellationToken);
        await JourneyAsync(tool, registry, package, "team");
    }

    [Fact]
    public async Task What_everybody_may_pull_needs_no_account()
    {
        using var tool = new Taskrunner();
        await using var tokens = new TokenServer();
        await using var registry = await Registry.StartAsync(isPlain: false, tokens: tokens);
        var package = Prepare(tool, registry);
        Account(tool, registry, $"{Registry.User}:{Registry.Password}");
        (await tool.RunAsync("package", "push", package, $"oci://{registry.Host}/open/greeter")).Expect(0);
        (await tool.RunAsync("package", "push", package, $"oci://{registry.Host}/team/greeter")).Expect(0);
        File.Delete(Path.Combine(tool.Folder, "config.json"));
        (await tool.RunAsync("lint", $"oci://{registry.Host}/open/greeter:1.0.0", "--allow-unsigned")).Expect(0);
        await RefusedAsync(tool, 6, "TR8313", "lint", $"oci://{registry.Host}/team/greeter:1.0.0", "--allow-unsigned");
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_ends_the_talk_and_so_does_the_lack_of_TLS()
    {
        using var tool = new Taskrunner();
        await using var registry = await Registry.StartAsync(isPlain: false);
        var package = Prepare(tool, registry);
        tool.Variables.Remove("SSL_CERT_FILE");
        await RefusedAsync(tool, 1, "TR8312", "package", "push", package, $"oci://{registry.Host}/team/greeter");
        await using var plain = await Registry.StartAsync(isPlain: true);
        await RefusedAsync(tool, 1, "TR8312", "package", "push", package, $"oci://{plain.Host}/team/greeter");
        (await tool.RunAsync("package", "push", package, $"oci://{plain.Host}/team/greeter", "--plain-http")).Expect(0);
    }

    private static async Task JourneyAsync(Taskrunner tool, Registry registry, string package, string team)
    {
        var reference = $"oci://{registry.Host}/{team}/greeter";
        var pushed = (await tool.RunAsync("package", "push", package, reference)).Expect(0).Output.Trim();
        Assert.StartsWith($"{reference}@sha256:", pushed, StringComparison.Ordinal);
        await RefusedAsync(tool, 6, "TR8330", "install", "one", $"{reference}:1.0.0");
        Assert.Equal(pushed, (await tool.RunAsync("package", "sign", pushed, "--key", Shelf.NewKey(tool.Folder, "maker"))).Expect(0).Output.Trim());
        (await tool.RunAsync("package", "verify", pushed, "--trust", Path.Combine(tool.Folder, "maker.pub"))).Expect(0);
        (await tool.RunAsync("install", "one", $"{reference}:1.0.0", "--trust", Path.Combine(tool.Folder, "maker.pub"), "--progress", "none")).Expect(0);
        Assert.Equal("hello\n", (await tool.RunAsync("logs", "one")).Expect(0).Output.Split("  ")[^1]);
    }

    private static string Prepare(Taskrunner tool, Registry registry)
    {
        tool.Variables["SSL_CERT_FILE"] = registry.Certificate;
        tool.Variables["DOCKER_CONFIG"] = tool.Folder;
        var package = Directory.CreateDirectory(Path.Combine(tool.Folder, "greeter")).FullName;
        Shelf.Manifest(package);
        return package;
    }

    private static void Account(Taskrunner tool, Registry registry, string account) => File.WriteAllText(
        Path.Combine(tool.Folder, "config.json"),
        $"{{\"auths\": {{\"{registry.Host}\": {{\"auth\": \"{Convert.ToBase64String(Encoding.UTF8.GetBytes(account))}\"}}}}}}");

    private static async Task RefusedAsync(Taskrunner tool, int exit, string code, params string[] call)
    {
        var ran = (await tool.RunAsync(call)).Expect(exit);
        Assert.Contains(code, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Registry.Password, ran.Error, StringComparison.Ordinal);
    }
}
