using System.Text.Json.Nodes;

namespace TaskRunner.Server.Tests;

/// <summary>Reads server-sent events as a browser does, until the test leaves.</summary>
internal sealed class Events : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _reader;
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private Events(HttpResponseMessage answer, Stream body) => (_answer, _reader) = (answer, new StreamReader(body));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Events> OpenAsync(HttpClient client, string path, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Events(answer, await answer.Content.ReadAsStreamAsync(Cancel));
    }

    /// <summary>The next event; null when the stream ended.</summary>
    public async Task<Event?> NextAsync()
    {
        var (id, name) = ("", "");
        _patience.CancelAfter(TimeSpan.FromMinutes(1)); // generous: it ends a test that would wait for ever
        while (await _reader.ReadLineAsync(_patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return new Event(id, name, JsonNode.Parse(line[6..])!);
            }
        }

        return null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _patience.Dispose();
        _answer.Dispose();
    }
}

internal sealed record Event(string Id, string Name, JsonNode Data);
