using System.CommandLine;

namespace TaskRunner.Cli.Views;

/// <summary>The view that <c>-o</c> asks for.</summary>
internal static class Results
{
    public static IResultView View(Session session, ParseResult parsed) =>
        WantsJson(parsed) ? new JsonView(session) : new TextView(session);

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue<string?>("--output") == "json";
}
