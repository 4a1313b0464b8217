using System.CommandLine;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Views;

/// <summary>The view that <c>-o</c> asks for.</summary>
internal static class Results
{
    private const int MostExcerpts = 5;
    private const int LinesOfExcerpt = 10;

    public static IResultView View(Session session, ParseResult parsed) =>
        WantsJson(parsed) ? new JsonView(session) : new TextView(session);

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue<string?>(Flags.Output) == "json";

    /// <summary>A run, for people with the last lines of what its failed tasks said.</summary>
    public static async Task ShowRunAsync(Session session, ParseResult parsed, Composition.Opened opened, RunReport run)
    {
        if (WantsJson(parsed))
        {
            new JsonView(session).Show(run);
            return;
        }

        var excerpts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var task in RunTextView.Failed(run).Where(t => t.FailedAttempt > 0).Take(MostExcerpts))
        {
            var logs = await opened.FindLogsAsync(run.RunId, task.Name, task.FailedAttempt, CancellationToken.None).ConfigureAwait(false);
            excerpts[task.Name] = [.. logs.SelectMany(l => LogTail.Of(l, LinesOfExcerpt))];
        }

        new RunTextView(session).Show(run, excerpts);
    }
}
