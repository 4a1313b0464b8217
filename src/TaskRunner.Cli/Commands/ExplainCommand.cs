using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner explain TR1234</c>: what a code means and what to do about it.</summary>
internal static class ExplainCommand
{
    public static Command Create(Session session, Flags flags)
    {
        var code = flags.Argument("CODE");
        var command = new Command("explain") { code };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(code)!.ToUpperInvariant();
            if (Results.WantsJson(parsed))
            {
                var text = session.InEnglish().Texts.Explain(asked) ?? throw Unknown(asked, session);
                new JsonView(session).Write(MapValue.Of(("code", Value.From(asked)), ("explanation", Value.From(text))));
            }
            else
            {
                session.Out.WriteLine(session.Texts.Explain(asked) ?? throw Unknown(asked, session));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static RefusedException Unknown(string asked, Session session)
    {
        var near = NearestName.Of(asked, session.Texts.Keys.Where(k => k.StartsWith("TR", StringComparison.Ordinal)));
        return new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR8001", Severity.Error, default, [asked]) { DidYouMean = near }]);
    }
}
