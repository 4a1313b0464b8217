using System.Text.Json.Nodes;
using TaskRunner.Server.Http;
using TaskRunner.Server.Routes;

namespace TaskRunner.Server.Tests;

public sealed class OpenApiTests
{
    private const string Update = "TASKRUNNER_UPDATE_SNAPSHOTS";

    [Fact]
    public void The_API_changes_only_on_purpose()
    {
        var file = Path.Combine(Repository.Root, "docs", "openapi.json");
        var now = System.Text.Encoding.UTF8.GetString(OpenApi.Utf8().Span) + "\n";
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, now);
        }

        Assert.True(File.ReadAllText(file) == now, $"docs/openapi.json is not what the routes say. If the change is meant, run the test with {Update}=1 and review the difference.");
    }

    [Fact]
    public void It_has_every_route_once_and_every_operation_has_a_name_of_its_own()
    {
        var paths = (JsonObject)JsonNode.Parse(OpenApi.Utf8().Span)!["paths"]!;
        var operations = paths.SelectMany(p => (JsonObject)p.Value!).Select(o => (string)o.Value!["operationId"]!).ToList();
        Assert.Equal(RouteTable.All.Length, operations.Count);
        Assert.Equal(operations.Count, operations.Distinct().Count());
    }

    [Fact]
    public async Task Its_page_is_there_offline_and_runs_no_script()
    {
        await using var server = await RunningServer.StartAsync();
        using var nobody = server.ClientWith(null);
        var page = await nobody.GetStringAsync("/api-docs", TestContext.Current.CancellationToken);
        Assert.All(RouteTable.All, r => Assert.Contains(System.Net.WebUtility.HtmlEncode(r.Pattern), page, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("HTTP", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
