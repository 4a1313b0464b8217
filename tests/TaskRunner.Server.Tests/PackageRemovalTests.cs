using System.Text.Json.Nodes;

namespace TaskRunner.Server.Tests;

/// <summary>Packages that nobody needs are removed over HTTP too.</summary>
public sealed class PackageRemovalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_package_goes_when_no_installation_and_no_run_needs_it()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { RunsAtATime = 1 });
        var first = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var second = await server.UploadAsync(TestPackages.Many(1, "true"));
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = first });
        var waiting = await server.BeginAsync(new { operation = "install", installation = "b", package = second });

        await (await server.Admin.DeleteAsync($"/api/v1/packages/{first}", Cancel)).ExpectProblemAsync(409, "TR6171");
        var problem = await (await server.Admin.DeleteAsync($"/api/v1/packages/{second}", Cancel)).ExpectProblemAsync(409, "TR8539");
        Assert.Contains(waiting, (string)problem["title"]!, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "go-0"), "", Cancel);
        await server.WhenAsync(run, "succeeded");
        await server.WhenAsync(waiting, "succeeded");
        await (await server.Admin.DeleteAsync($"/api/v1/packages/{second}", Cancel)).ExpectProblemAsync(409, "TR6170");

        await server.WhenAsync(await server.BeginAsync(new { operation = "uninstall", installation = "b" }), "succeeded");
        var removed = await (await server.Admin.DeleteAsync($"/api/v1/packages/{second}", Cancel)).ExpectAsync(200);
        Assert.Equal(second, (string?)removed!["digest"]);
        await (await server.Admin.DeleteAsync($"/api/v1/packages/{second}", Cancel)).ExpectProblemAsync(404, "TR6174");
        await (await server.Admin.GetAsync($"/api/v1/packages/{second}/archive", Cancel)).ExpectProblemAsync(404, "TR6133");
        Assert.Equal([first], ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/packages")).Select(p => (string)p!["digest"]!));

        // What it did is still told, and by which version.
        var history = (await server.Admin.GetJsonAsync("/api/v1/installations/b/history")).ToJsonString();
        Assert.Contains(waiting, history, StringComparison.Ordinal);
        Assert.Equal("many", (string?)(await server.Admin.GetJsonAsync($"/api/v1/runs/{waiting}"))["package"]!["name"]);
        await (await server.Admin.GetAsync($"/api/v1/runs/{waiting}/tasks/t0", Cancel)).ExpectAsync(200);

        var audit = ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit")).Select(a => ((string)a!["action"]!, (string?)a["subject"])).ToList();
        Assert.Equal([("package.remove.refused", second), ("package.remove", second), ("package.remove.refused", second)], audit.Where(a => a.Item1.StartsWith("package.remove", StringComparison.Ordinal)).Take(3));
        Assert.Equal(1, audit.Count(a => a.Item1 == "package.remove"));
    }

    [Fact]
    public async Task The_archive_is_the_one_that_is_kept()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Many(1, "true"));
        using var answer = await server.Admin.GetAsync($"/api/v1/packages/{digest}/archive", Cancel);
        Assert.Equal("application/gzip", answer.Content.Headers.ContentType?.MediaType);
        var archive = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal((await server.Store.ReadPackageAsync(digest, Cancel))!.Value.ToArray(), archive);
    }
}
