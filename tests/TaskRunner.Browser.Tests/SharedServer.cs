namespace TaskRunner.BrowserTests;

/// <summary>One server for those tests of a class that mind nobody else's installations: each has names of its own. Who stops it, or counts what there is, starts another.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<PageServer>> _server = new(() => PageServer.StartAsync());

    /// <summary>Skips the test where the server was built without its page.</summary>
    internal Task<PageServer> GetAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
