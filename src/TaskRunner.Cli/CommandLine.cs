using System.CommandLine;
using TaskRunner.Cli.Commands;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli;

/// <summary>The verbs, and the one place where what went wrong becomes text and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, Session session)
    {
        var root = CreateRoot(session);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            return UsageError(parsed, session);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = session.Out,
                Error = session.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            new ErrorView(session).Show(refused.Diagnostics, WantsJson(parsed));
            return ExitCode.Of(refused.Kind);
        }
    }

    private static RootCommand CreateRoot(Session session)
    {
        var flags = new Flags(session);
        var root = new RootCommand(session.Text("root"));
        foreach (var option in new GlobalFlags(flags).All)
        {
            option.Recursive = true;
            root.Add(option);
        }

        var composition = new Composition(session);
        root.Add(InitCommand.Create(session, flags));
        root.Add(LintCommand.Create(session, flags, composition));
        root.Add(PlanCommand.Create(session, flags, composition));
        root.Add(ApplyCommand.Install(session, flags, composition));
        root.Add(ApplyCommand.Upgrade(session, flags, composition));
        root.Add(ContinueCommands.Resume(session, flags, composition));
        root.Add(ContinueCommands.Retry(session, flags, composition));
        root.Add(DecideCommands.Cancel(session, flags, composition));
        root.Add(ContinueCommands.Rollback(session, flags, composition));
        root.Add(ContinueCommands.Uninstall(session, flags, composition));
        root.Add(DecideCommands.Resolve(session, flags, composition));
        root.Add(LookCommands.List(session, composition));
        root.Add(LookCommands.Status(session, flags, composition));
        root.Add(LookCommands.History(session, flags, composition));
        root.Add(LookCommands.Get(session, flags, composition));
        root.Add(GlobalCommands.Create(session, flags, composition));
        root.Add(PackageCommands.Create(session, flags, composition));
        root.Add(InputCommand.Create(session, flags));
        root.Add(CompletionCommand.Create(session));
        root.Add(ExplainCommand.Create(session, flags));
        root.Add(VersionCommand.Create(session));
        return root;
    }

    private static bool WantsJson(ParseResult parsed) => parsed.GetValue<string?>("--output") == "json";

    private static int UsageError(ParseResult parsed, Session session)
    {
        foreach (var error in parsed.Errors)
        {
            session.Error.WriteLine($"{session.Text("severity-error")}: {error.Message}");
        }

        var verb = string.Join(' ', Path(parsed.CommandResult.Command));
        session.Error.WriteLine(session.Text("usage-hint", verb));
        return ExitCode.Usage;
    }

    private static Stack<string> Path(Command command)
    {
        var names = new Stack<string>();
        for (var at = command; at is not RootCommand; at = at.Parents.OfType<Command>().First())
        {
            names.Push(at.Name);
        }

        names.Push("taskrunner");
        return names;
    }
}
