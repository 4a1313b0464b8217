namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>Server-sent events, read as they come; the connection may break.</summary>
internal sealed class StreamedEvents : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _reader;

    private StreamedEvents(HttpResponseMessage answer, Stream body) => (_answer, _reader) = (answer, new StreamReader(body));

    public string LastId { get; private set; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<StreamedEvents> OpenAsync(Served server, string path, string? lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new StreamedEvents(answer, await answer.Content.ReadAsStreamAsync(Cancel));
    }

    public async Task<(string Name, string Data)> NextAsync()
    {
        var name = "";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            var (key, value) = line.Split(": ", 2) is [var k, var v] ? (k, v) : ("", "");
            LastId = key == "id" ? value : LastId;
            name = key == "event" ? value : name;
            if (key == "data")
            {
                return (name, value);
            }
        }

        throw new EndOfStreamException("the stream ended");
    }

    /// <summary>Whether it comes to its end as HTTP says, not by a connection that breaks.</summary>
    public async Task<bool> EndsAsync()
    {
        try
        {
            while (await _reader.ReadLineAsync(Cancel) is not null)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _answer.Dispose();
    }
}
