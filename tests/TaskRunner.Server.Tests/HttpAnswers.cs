using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TaskRunner.Server.Tests;

/// <summary>What tests say of answers.</summary>
internal static class HttpAnswers
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The document of an answer of this status; another status shows what was answered.</summary>
    public static async Task<JsonNode?> ExpectAsync(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode}, not {status}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>A problem document with this code.</summary>
    public static async Task<JsonNode> ExpectProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var problem = (await answer.ExpectAsync(status))!;
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((code, status, $"/explain/{code}"), ((string?)problem["code"], (int?)problem["status"], (string?)problem["type"]));
        return problem;
    }

    public static async Task<JsonNode> GetJsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancel);
        return (await answer.ExpectAsync(200))!;
    }

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, object body) =>
        client.PostAsync(path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), Cancel);
}
