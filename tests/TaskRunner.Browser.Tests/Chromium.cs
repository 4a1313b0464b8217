using Microsoft.Playwright;

namespace TaskRunner.BrowserTests;

/// <summary>The machine's own chromium: nothing is downloaded, and it tells nobody that it was started.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Missing = "no chromium; install it with: apt-get install -y chromium fonts-noto-cjk (or name one in CHROMIUM)";

    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--enable-precise-memory-info",
    ];

    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, Browser) = (playwright, browser);

    public IBrowser Browser { get; }

    private static string Executable => Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Skips the test where there is no browser.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Executable), Missing);
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Quiet }));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
