using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>
/// axe-core looks at every page in every state, in both schemes: nothing serious is found. <c>TASKRUNNER_PICTURES</c> names a folder for a
/// picture of each of them.
/// </summary>
public sealed class AccessibilityTests(ITestOutputHelper output)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("TASKRUNNER_PICTURES");

    private readonly List<string> _findings = [];
    private int _seen;

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task No_page_in_no_state_has_a_serious_finding(string language)
    {
        Axe.SkipWithout();
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var stage = new Stage(server);
        await using var visit = await Visit.BeginAsync(chromium, server.Address, language);
        var tour = new Tour(visit, server, stage, language, (who, state) => LookAsync(who, state, language));
        await (language == "en" || Pictures is not null ? tour.TakeAsync(chromium) : tour.TakeShortAsync());
        output.WriteLine($"{_seen} states");
        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
        visit.ExpectNoTrouble();
    }

    private async Task LookAsync(Visit visit, string state, string language)
    {
        _seen++;
        var page = visit.Page;
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", scheme == ColorScheme.Dark ? "dark" : "light");
            _findings.AddRange((await Axe.FindAsync(page, onlyColours: scheme == ColorScheme.Light)).Select(found => $"{state} ({scheme}): {found}"));
            if (Pictures is not null)
            {
                var name = $"{_seen:00}-{language}-{scheme}-{state.Replace('/', '_').Replace(':', '_')}.png".ToLowerInvariant();
                await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name) });
            }
        }
    }
}
