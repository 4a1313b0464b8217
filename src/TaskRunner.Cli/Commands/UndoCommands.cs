using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Commands;

/// <summary>The verbs that take something back: <c>rollback</c> and <c>uninstall</c>. They look whether it can be done before they ask, and on a terminal show what.</summary>
internal static class UndoCommands
{
    public static Command Rollback(Session session, Flags flags, Composition composition) =>
        Create(OperationKind.Rollback, "TARGET", session, flags, composition, (bench, target, settings, controls) =>
            new RollbackOperation(bench).RunAsync(target, settings, controls, CancellationToken.None));

    public static Command Uninstall(Session session, Flags flags, Composition composition) =>
        Create(OperationKind.Uninstall, "NAME", session, flags, composition, (bench, target, settings, controls) =>
            new UninstallOperation(bench).RunAsync(target, settings, controls, CancellationToken.None));

    private static Command Create(
        OperationKind kind,
        string argument,
        Session session,
        Flags flags,
        Composition composition,
        Func<Workbench, string, RunSettings, RunControls, Task<RunReport>> operation)
    {
        var verb = OperationWord(kind);
        var target = flags.Argument(argument);
        var yes = flags.Switch("--yes", "-y");
        var dryRun = flags.Switch("--dry-run");
        var run = new RunVerb(session, flags, composition);
        var command = new Command(verb) { target, yes, dryRun };
        run.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(target)!;
            if (parsed.GetValue(dryRun))
            {
                Results.View(session, parsed).Show(await PlanAsync(parsed, composition, name, kind, cancellationToken).ConfigureAwait(false));
                return ExitCode.Ok;
            }

            if (!parsed.GetValue(yes))
            {
                await PreviewAsync(session, parsed, composition, name, kind, cancellationToken).ConfigureAwait(false);
            }

            Confirmation.Ask(session, parsed, yes, session.Text($"ask-{verb}", name));
            return await run.RunAsync(
                parsed,
                (bench, controls) => operation(bench, name, run.Settings(parsed), controls),
                (runs, settings, cancel) => kind == OperationKind.Rollback ? runs.RollbackAsync(name, settings, cancel) : runs.UninstallAsync(name, settings, cancel)).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task PreviewAsync(
        Session session, ParseResult parsed, Composition composition, string target, OperationKind kind, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await PlanAsync(parsed, composition, target, kind, cancellationToken).ConfigureAwait(false);
            if (Confirmation.MayAsk(session, parsed))
            {
                new TextView(session.WithOut(session.Error)).Show(plan);
            }
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.NotAllowed)
        {
            // An open run has no plan of its own to be undone by; what it did is rolled back as it stands.
        }
    }

    private static async Task<PlanResult> PlanAsync(
        ParseResult parsed, Composition composition, string target, OperationKind kind, CancellationToken cancellationToken)
    {
        await using var opened = await composition.LookAsync(parsed, orEmpty: false, cancellationToken).ConfigureAwait(false);
        return opened.Runs is { } runs
            ? await runs.PlanUndoAsync(OperationWord(kind), target, cancellationToken).ConfigureAwait(false)
            : await new UndoPlanOperation(opened.Bench).RunAsync(target, kind, cancellationToken).ConfigureAwait(false);
    }

    private static string OperationWord(OperationKind kind) => kind == OperationKind.Rollback ? "rollback" : "uninstall";
}
