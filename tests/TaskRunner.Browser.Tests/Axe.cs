using System.Text.Json;
using Microsoft.Playwright;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.BrowserTests;

/// <summary>axe-core, as the page's own lock file has it.</summary>
internal static class Axe
{
    private const string Audit = """
        async onlyColours => {
            // What is on its way from one colour to another is looked at where it arrives.
            document.getAnimations().filter(a => a instanceof CSSTransition).forEach(a => a.finish());
            return (await axe.run(document, {resultTypes: ['violations'], ...(onlyColours ? {runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}} : {})})).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', '));
        }
        """;

    private static readonly string Script = Path.Combine(Taskrunner.Repository, "src", "TaskRunner.Server", "ui", "node_modules", "axe-core", "axe.min.js");

    public static void SkipWithout() => Assert.SkipUnless(File.Exists(Script), "no axe-core; install it with: npm ci --prefix src/TaskRunner.Server/ui");

    /// <param name="page">As it stands.</param>
    /// <param name="onlyColours">Only what colours decide: of a page that was looked at in another scheme all else is known.</param>
    /// <returns>What is serious or worse on the page.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, bool onlyColours = false)
    {
        if (!await page.EvaluateAsync<bool>("window.axe !== undefined"))
        {
            await page.EvaluateAsync(await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken));
        }

        return [.. (await page.EvaluateAsync<JsonElement>(Audit, onlyColours)).EnumerateArray().Select(f => f.GetString()!)];
    }
}
