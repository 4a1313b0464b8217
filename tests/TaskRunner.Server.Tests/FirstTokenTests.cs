using TaskRunner.Access;
using TaskRunner.Operations.Settings;
using TaskRunner.Values;

namespace TaskRunner.Server.Tests;

/// <summary>The token a server makes when there is none.</summary>
public sealed class FirstTokenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_shown_once_however_often_a_server_begins()
    {
        await using var first = await RunningServer.StartAsync();
        Assert.Equal([first.AdminToken], first.FirstTokens);
        await first.StopAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var next = await RunningServer.StartAsync(first.Folder, token: first.AdminToken, keeps: true);
            Assert.Empty(next.FirstTokens);
            await next.Admin.GetJsonAsync("/api/v1/session");
        }

        Assert.Equal(["first"], (await new TokenListOperation(first.Bench).RunAsync(Cancel)).Select(t => t.Name));
    }

    [Fact]
    public async Task One_that_nobody_saw_is_replaced_by_one_that_is_shown()
    {
        await using var first = await RunningServer.StartAsync();
        await first.StopAsync();

        // What is there when a server is killed after it kept the token and before it said it.
        var id = BearerSecret.Parse(first.AdminToken)!.Value.Id;
        await first.Store.WriteDocumentAsync($"token-not-shown/{id}", MapValue.Of(("token", Value.From(id))), Cancel);
        await using var next = await RunningServer.StartAsync(first.Folder, keeps: true);
        var shown = Assert.Single(next.FirstTokens);
        Assert.NotEqual(first.AdminToken, shown);
        await next.Admin.GetJsonAsync("/api/v1/session");
        using var lost = next.ClientWith(first.AdminToken);
        await (await lost.GetAsync("/api/v1/session", Cancel)).ExpectProblemAsync(401, "TR8503");
        Assert.Equal(["revoked", "valid"], (await new TokenListOperation(next.Bench).RunAsync(Cancel)).Select(t => TokenListOperation.StateOf(t, DateTimeOffset.UtcNow)));
    }

    [Fact]
    public async Task It_is_made_anew_where_the_last_admin_is_gone()
    {
        await using var first = await RunningServer.StartAsync();
        var id = BearerSecret.Parse(first.AdminToken)!.Value.Id;
        await first.TokenAsync("operator");
        await new TokenRevokeOperation(first.Bench).RunAsync(id, Cancel);
        await first.StopAsync();
        await using var next = await RunningServer.StartAsync(first.Folder, keeps: true);
        Assert.Equal("admin", (string?)(await next.Admin.GetJsonAsync("/api/v1/session"))["role"]);
    }
}
