using TaskRunner.BrowserTests;

[assembly: AssemblyFixture(typeof(SharedChromium))]

namespace TaskRunner.BrowserTests;

/// <summary>One browser for all tests: each visit is in a context of its own, which shares no cookie, storage or cache with another. It ends with the last test.</summary>
public sealed class SharedChromium : IAsyncDisposable
{
    private static readonly Lazy<Task<Chromium>> Browser = new(Chromium.StartAsync);

    /// <summary>Skips the test where there is no browser.</summary>
    internal static Task<Chromium> GetAsync() => Browser.Value;

    public async ValueTask DisposeAsync()
    {
        if (Browser is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await Browser.Value).DisposeAsync();
        }
    }
}
