using System.Text.Json.Nodes;
using TaskRunner.ClusterTests.Registries;
using TaskRunner.Diagnostics;
using TaskRunner.Registries;
using TaskRunner.Server.Registries;

namespace TaskRunner.Server.Tests;

/// <summary>Packages a server takes from a real registry, and those it does not.</summary>
public sealed class RegistryTests
{
    private const string Pull = "/api/v1/packages/pull";

    [Fact]
    public async Task A_signed_package_is_taken_installed_and_told_with_its_key()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "vendor/greeter");
        var signed = await shelf.SignAsync(pushed.Reference, "maker");
        await using var server = await ServerOfAsync(shelf, shelf.Trusting("maker"), "vendor");
        var registry = Assert.Single((JsonArray)await server.Admin.GetJsonAsync("/api/v1/registries"))!;
        Assert.Equal(($"oci://{shelf.Registry.Host}/vendor", false), ((string?)registry["address"], (bool)registry["allowsUnsigned"]!));
        var found = await server.Admin.GetJsonAsync($"/api/v1/registries/versions?repository=oci://{shelf.Registry.Host}/vendor/greeter");
        Assert.Equal(["1.0.0"], ((JsonArray)found["versions"]!).Select(v => (string)v!));

        var taken = (await (await server.Admin.PostJsonAsync(Pull, new { reference = $"oci://{shelf.Registry.Host}/vendor/greeter:1.0.0" })).ExpectAsync(201))!;
        Assert.Equal((pushed.Reference.ToString(), signed.Key.Fingerprint), ((string?)taken["reference"], (string?)taken["signedBy"]));
        Assert.Equal(pushed.Package.Digest, (string?)taken["digest"]);
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = (string)taken["digest"]! });
        await server.WhenAsync(run, "succeeded");
        var audit = ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit")).First(a => (string)a!["action"]! == "package.pull")!;
        Assert.Equal(pushed.Package.Digest, (string?)audit["subject"]);
        Assert.Contains(pushed.Reference.ToString(), (string?)audit["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_trusted_key_signed_is_refused_and_not_kept_unless_the_operator_allows_it()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "vendor/greeter");
        var wanted = new { reference = pushed.Reference.ToString() };
        await using (var strict = await ServerOfAsync(shelf, shelf.Trusting("maker"), null))
        {
            await (await strict.Admin.PostJsonAsync(Pull, wanted)).ExpectProblemAsync(409, "TR8330");
            await shelf.SignAsync(pushed.Reference, "stranger");
            await (await strict.Admin.PostJsonAsync(Pull, wanted)).ExpectProblemAsync(409, "TR8331");
            Assert.Empty((JsonArray)await strict.Admin.GetJsonAsync("/api/v1/packages"));
        }

        await using var careless = await ServerOfAsync(shelf, shelf.Careless, null);
        var taken = (await (await careless.Admin.PostJsonAsync(Pull, wanted)).ExpectAsync(201))!;
        Assert.Null(taken["signedBy"]);
    }

    [Fact]
    public async Task Only_registries_that_were_named_are_called()
    {
        await using var shelf = await Shelf.OpenAsync();
        await shelf.PushAsync(shelf.Package(), "other/greeter");
        await using var server = await ServerOfAsync(shelf, shelf.Careless, "vendor");
        foreach (var reference in (string[])[$"oci://{shelf.Registry.Host}/other/greeter:1.0.0", $"oci://{shelf.Registry.Host}/vendors/greeter", "oci://169.254.169.254/latest/meta-data"])
        {
            await (await server.Admin.PostJsonAsync(Pull, new { reference })).ExpectProblemAsync(409, "TR8543");
        }

        await (await server.Admin.GetAsync(new Uri("/api/v1/registries/versions?repository=oci://169.254.169.254/x", UriKind.Relative), TestContext.Current.CancellationToken)).ExpectProblemAsync(409, "TR8543");
        await (await server.Admin.PostJsonAsync(Pull, new { reference = "http://there/x" })).ExpectProblemAsync(400, "TR8301");
        await (await server.Admin.PostJsonAsync(Pull, new { })).ExpectProblemAsync(400, "TR8301");
        await using var closed = await RunningServer.StartAsync();
        Assert.Empty((JsonArray)await closed.Admin.GetJsonAsync("/api/v1/registries"));
        await (await closed.Admin.PostJsonAsync(Pull, new { reference = $"oci://{shelf.Registry.Host}/vendor/greeter" })).ExpectProblemAsync(409, "TR8542");
    }

    [Fact]
    public async Task What_is_not_there_or_no_package_is_said_and_a_registry_that_is_gone_too()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { Registries = [RegistryPlace.Parse("oci://127.0.0.1:9")], RegistryAccess = new RegistryAccess { PlainHttp = true } });
        await (await server.Admin.PostJsonAsync(Pull, new { reference = "oci://127.0.0.1:9/x:1" })).ExpectProblemAsync(503, "TR8311");
        await using var shelf = await Shelf.OpenAsync();
        await using var other = await ServerOfAsync(shelf, shelf.Careless, null);
        await (await other.Admin.PostJsonAsync(Pull, new { reference = $"oci://{shelf.Registry.Host}/nothing:1" })).ExpectProblemAsync(404, "TR8316");
    }

    [Theory]
    [InlineData("oci://host", "host", null)]
    [InlineData("oci://host/", "host", null)]
    [InlineData("oci://host:5000/a/b", "host:5000", "a/b")]
    public void A_place_is_a_host_or_a_part_of_it(string text, string host, string? prefix) => Assert.Equal(new RegistryPlace(host, prefix), RegistryPlace.Parse(text));

    [Theory]
    [InlineData("host", "TR8301")]
    [InlineData("https://host/a", "TR8301")]
    [InlineData("oci://ho st", "TR8302")]
    [InlineData("oci://host/A", "TR8303")]
    [InlineData("oci://host/a:1", "TR8544")]
    public void What_is_no_place_is_refused(string text, string code) => Assert.Equal(code, Assert.Throws<RefusedException>(() => RegistryPlace.Parse(text)).Diagnostics[0].Code);

    private static Task<RunningServer> ServerOfAsync(Shelf shelf, RegistryAccess access, string? prefix) => RunningServer.StartAsync(
        configure: o => o with { Registries = [new RegistryPlace(shelf.Registry.Host, prefix)], RegistryAccess = access });
}
