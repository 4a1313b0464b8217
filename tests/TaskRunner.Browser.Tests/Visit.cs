using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TaskRunner.EndToEnd.Tests;
using TaskRunner.House.Tests;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>
/// Somebody at a browser of their own. Whatever must never happen on the page is noted while they look: a script that is not ours, a
/// request to elsewhere, a report of the Content-Security-Policy, an error nobody caught.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private const string Watch = """
        document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
        """;

    private const string Focused = """
        () => {
            const at = document.activeElement;
            return (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent ?? '').replace(/ \*$/, '').trim();
        }
        """;

    /// <summary>In milliseconds: a loaded machine may take its time.</summary>
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _trouble = [];
    private readonly IReadOnlyDictionary<string, string> _texts;

    /// <summary>Another site that is asked on purpose.</summary>
    private Uri? _also;

    private Visit(IBrowserContext context, IPage page, Uri address, string language)
    {
        (_context, Page, _address) = (context, page, address);
        _texts = PageTexts.Read(Path.Combine(Taskrunner.Repository, "src", "TaskRunner.Server", "ui"), language);
    }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(Chromium chromium, Uri address, string language = "en", string scheme = "light", Uri? also = null)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            Locale = language == "zh" ? "zh-CN" : "en-GB",
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = 1360, Height = 850 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        await context.AddInitScriptAsync(Watch);
        context.SetDefaultTimeout(Patience);
        SetDefaultExpectTimeout(Patience);
        var visit = new Visit(context, await context.NewPageAsync(), address, language) { _also = also };
        visit.Listen();
        await visit.Page.GotoAsync(address.ToString());
        return visit;
    }

    public async Task<Visit> LogInAsync(string token)
    {
        await Page.Locator("input[type=password]").FillAsync(token);
        await Page.Locator("button[type=submit]").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Navigation)).ToBeVisibleAsync();
        return this;
    }

    /// <summary>What the page says for a key, in the language of the visit.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> with)
    {
        var text = _texts[key];
        foreach (var (name, value) in with)
        {
            text = text.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Goes to a page and waits until it is there, with all it asks the server for.</summary>
    public async Task ArriveAsync(string path)
    {
        await GoAsync(path);
        await Page.Locator("main h1").First.WaitForAsync();
        await SettleAsync();
    }

    public Task SettleAsync() => Expect(Page.Locator("main [data-loading]")).ToHaveCountAsync(0);

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_address, path).ToString());

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    public Task FillAsync(string field, string text) => Page.GetByLabel(field).First.FillAsync(text);

    /// <summary>Presses a key, as those do who have no mouse.</summary>
    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>Goes on with Tab until what has the focus is called so.</summary>
    public async Task TabToAsync(string name)
    {
        for (var i = 0; i < 80; i++)
        {
            await PressAsync("Tab");
            if (await Page.EvaluateAsync<string>(Focused) == name)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {name}");
    }

    /// <summary>The part of the page that is about a group of questions.</summary>
    public ILocator Group(string legend) => Page.Locator("fieldset").Filter(new() { Has = Page.Locator("legend", new() { HasTextString = legend }) }).Last;

    /// <returns>The field of exactly this name: a star for "required" is no part of it.</returns>
    public static ILocator Field(ILocator within, string name) => within.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    /// <summary>Opens a choice and takes one.</summary>
    public async Task ChooseAsync(ILocator choice, string option)
    {
        await choice.ClickAsync();
        await Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }

    /// <summary>Waits until a field says what is wrong with it.</summary>
    public static async Task SeeErrorAtAsync(ILocator field, string text)
    {
        await Expect(field).ToHaveAccessibleDescriptionAsync(new Regex(Regex.Escape(text)));
        await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
    }

    /// <summary>Waits until the run that is looked at is in a state.</summary>
    public Task WhenAsync(string state) => Expect(Page.Locator(".heading .state")).ToHaveTextAsync(state);

    public Task SeeAsync(string text) => Expect(Page.GetByText(text).Filter(new() { Visible = true }).First).ToBeVisibleAsync();

    public Task SeeNoButtonAsync(string name) => Expect(Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ToHaveCountAsync(0);

    public void ExpectNoTrouble() => Assert.Empty(_trouble);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Listen()
    {
        Page.PageError += (_, error) => _trouble.Enqueue($"error: {error}");
        Page.Dialog += (_, dialog) =>
        {
            _trouble.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        Page.Console += (_, message) =>
        {
            if (message.Text.Contains("CSP", StringComparison.Ordinal) || message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                _trouble.Enqueue(message.Text);
            }
        };
        Page.Context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_address.ToString(), StringComparison.Ordinal) && _also?.IsBaseOf(new Uri(request.Url)) != true)
            {
                _trouble.Enqueue($"request: {request.Url}");
            }
        };
        Page.Context.Page += (_, page) => _trouble.Enqueue($"window: {page.Url}");
    }
}
