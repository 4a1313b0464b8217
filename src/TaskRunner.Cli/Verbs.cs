using System.CommandLine;
using TaskRunner.Cli.Commands;

namespace TaskRunner.Cli;

/// <summary>
/// The verbs in the order and under the headings of help. A call builds only the verb it names: forty commands with their flags
/// would cost more than <c>version</c> itself.
/// </summary>
internal sealed class Verbs(Session session, Flags flags, Composition composition)
{
    /// <summary>The headings of help, each a key of the catalogue.</summary>
    public static readonly (string Heading, string[] Names)[] Groups =
    [
        ("help-group-package", ["init", "lint", "show", "graph", "config", "drill", "package", "schema"]),
        ("help-group-run", ["plan", "install", "upgrade", "resume", "retry", "rollback", "uninstall", "cancel", "resolve", "unlock"]),
        ("help-group-look", ["list", "status", "history", "get", "logs", "service"]),
        ("help-group-serve", ["serve", "token", "context"]),
        ("help-group-tool", ["global", "secret", "input", "explain", "doctor", "completion", "version"]),
    ];

    private static readonly string[] GlobalFlagsWithValue = ["--store", "--server", "--context", "--server-ca", "--output", "-o", "--lang"];

    /// <summary>The root with the one verb that is called, or with all where it is not known which.</summary>
    public RootCommand CreateRoot(IReadOnlyList<string> args)
    {
        var root = new RootCommand();
        foreach (var option in new GlobalFlags(flags).All)
        {
            option.Recursive = true;
            root.Add(option);
        }

        string?[] called = FirstWord(args) is { } word && Create(word) is not null ? [word] : [.. Groups.SelectMany(g => g.Names)];
        foreach (var name in called)
        {
            root.Add(Create(name!)!);
        }

        return root;
    }

    private static string? FirstWord(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                return args[i];
            }

            i += GlobalFlagsWithValue.Contains(args[i]) ? 1 : 0;
        }

        return null;
    }

    private Command? Create(string name) => name switch
    {
        "init" => InitCommand.Create(session, flags),
        "lint" => LintCommand.Create(session, flags, composition),
        "show" => ShowCommand.Create(session, flags, composition),
        "graph" => GraphCommand.Create(session, flags, composition),
        "config" => ConfigCommand.Create(session, flags, composition),
        "drill" => DrillCommand.Create(session, flags, composition),
        "schema" => SchemaCommands.Create(session),
        "package" => PackageCommands.Create(session, flags, composition),
        "plan" => PlanCommand.Create(session, flags, composition),
        "install" => ApplyCommand.Install(session, flags, composition),
        "upgrade" => ApplyCommand.Upgrade(session, flags, composition),
        "resume" => ContinueCommands.Resume(session, flags, composition),
        "retry" => ContinueCommands.Retry(session, flags, composition),
        "rollback" => UndoCommands.Rollback(session, flags, composition),
        "uninstall" => UndoCommands.Uninstall(session, flags, composition),
        "cancel" => DecideCommands.Cancel(session, flags, composition),
        "resolve" => DecideCommands.Resolve(session, flags, composition),
        "unlock" => UnlockCommand.Create(session, flags, composition),
        "list" => LookCommands.List(session, composition),
        "status" => LookCommands.Status(session, flags, composition),
        "history" => LookCommands.History(session, flags, composition),
        "get" => LookCommands.Get(session, flags, composition),
        "logs" => LogsCommand.Create(session, flags, composition),
        "service" => ServiceCommands.Create(session, flags, composition),
        "doctor" => DoctorCommand.Create(session, composition),
        "serve" => ServeCommand.Create(session, flags, composition),
        "context" => ContextCommands.Create(session, flags),
        "token" => TokenCommands.Create(session, flags, composition),
        "global" => GlobalCommands.Create(session, flags, composition),
        "secret" => SecretCommands.Create(session, flags, composition),
        "input" => InputCommand.Create(session, flags),
        "explain" => ExplainCommand.Create(session, flags),
        "completion" => CompletionCommand.Create(session, flags),
        "version" => VersionCommand.Create(session),
        _ => null,
    };
}
