using System.CommandLine;
using System.CommandLine.Help;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli;

/// <summary>The one place where a command line becomes a call, and what went wrong becomes text and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, Session session)
    {
        try
        {
            return await CallAsync(args, session).ConfigureAwait(false);
        }
        finally
        {
            await session.Out.FlushAsync().ConfigureAwait(false);
        }
    }

    private static async Task<int> CallAsync(string[] args, Session session)
    {
        var flags = new Flags(session);
        var composition = new Composition(session);
        var root = new Verbs(session, flags, composition).CreateRoot(args);
        OwnHelp(root, session, flags);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (Usage.WantsJson(parsed, session))
        {
            composition.SpeakEnglish();
        }

        try
        {
            return await InvokeAsync(parsed, session, flags).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            var json = Usage.WantsJson(parsed, session);
            new ErrorView(session).Show(refused.Diagnostics, json);
            if (!json && refused.Diagnostics.Any(d => d.Code.StartsWith(Usage.CodePrefix, StringComparison.Ordinal)))
            {
                session.Error.WriteLine(session.Text("usage-hint", Usage.PathOf(parsed.CommandResult.Command)));
            }

            return ExitCode.Of(refused.Kind);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Signalled;
        }
        catch (Exception e) when (!parsed.Tokens.Any(t => t.Value == "--debug"))
        {
            // The boundary to everything we did not foresee: one line for the person, the trace on demand.
            var (type, message) = (e.GetType().Name, e.Message.ReplaceLineEndings(" "));
            new ErrorView(session).Show([new Diagnostic("TR8030", Severity.Error, default, [type, message])], Usage.WantsJson(parsed, session));
            return ExitCode.RunFailed;
        }
    }

    private static Task<int> InvokeAsync(ParseResult parsed, Session session, Flags flags)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Action is not null && parsed.Action == command.Action)
        {
            new Usage(flags).Check(parsed);
        }
        else if (parsed.Errors.Count > 0 && parsed.Action is not HelpView)
        {
            var isBare = command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;
            if (!isBare)
            {
                new Usage(flags).Check(parsed);
            }

            new HelpView(session, flags).Show(command);
            return Task.FromResult(ExitCode.Ok);
        }

        return parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = session.Out,
            Error = session.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static void OwnHelp(RootCommand root, Session session, Flags flags)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Action = new HelpView(session, flags);
                help.Description = "flag-help";
                help.Aliases.Clear();
                help.Aliases.Add("-h"); // and not /h and /?, which are paths here
            }
            else if (option is VersionOption version)
            {
                version.Action = new Commands.VersionAction(session);
                version.Hidden = true; // the verb is the one that is shown
            }
        }
    }
}
