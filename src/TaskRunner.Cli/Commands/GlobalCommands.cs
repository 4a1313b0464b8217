using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner global get|set</c>: the deployment team's global configuration.</summary>
internal static class GlobalCommands
{
    public static Command Create(Session session, Flags flags, Composition composition) => new("global")
    {
        Get(session, composition),
        Set(session, flags, composition),
    };

    private static Command Get(Session session, Composition composition)
    {
        var command = new Command("get");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.LookAsync(parsed, orEmpty: true, cancellationToken).ConfigureAwait(false);
            new JsonView(session).Write(await new GlobalGetOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Set(Session session, Flags flags, Composition composition)
    {
        var file = flags.Text("--file", "-f");
        file.Description = "flag-global-file";
        file.Required = true;
        var command = new Command("set") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var global = AnswerFlags.ReadMap(parsed.GetValue(file)!);
            await using var opened = await composition.ChangeAsync(parsed, cancellationToken).ConfigureAwait(false);
            await new GlobalSetOperation(opened.Bench).RunAsync(global, cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(global);
            }
            else
            {
                session.Out.WriteLine(session.Text("global-set"));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
