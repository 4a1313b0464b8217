using System.CommandLine;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner install NAME PACKAGE</c> and <c>taskrunner upgrade NAME PACKAGE</c>.</summary>
internal static class ApplyCommand
{
    public static Command Install(Session session, Flags flags, Composition composition) =>
        Create("install", session, flags, composition, upgrades: false);

    public static Command Upgrade(Session session, Flags flags, Composition composition) =>
        Create("upgrade", session, flags, composition, upgrades: true);

    private static Command Create(string verb, Session session, Flags flags, Composition composition, bool upgrades)
    {
        var apply = new ApplyFlags(session, flags, composition);
        var run = new RunVerb(session, flags, composition);
        var plan = flags.Text("--plan");
        var dryRun = flags.Switch("--dry-run");
        var yes = flags.Switch("--yes", "-y");
        var command = new Command(verb) { plan, dryRun, yes };
        apply.AddTo(command, upgrades);
        run.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            apply.RaiseLimits(parsed);
            var isReadHere = parsed.GetValue(dryRun) || upgrades && apply.Prunes(parsed) || !run.IsLeft(parsed);
            using var package = !isReadHere ? null : await apply.Package.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var request = apply.Request(parsed, package?.Path ?? parsed.GetValue(apply.Package.Argument)!, upgrades) with
            {
                Settings = run.Settings(parsed),
                SavedPlan = parsed.GetValue(plan) is { } file ? PlanFiles.Read(file) : null,
            };
            if (parsed.GetValue(dryRun))
            {
                await PlanCommand.ShowAsync(session, composition, parsed, request, save: null, cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            if (request.Prune && !parsed.GetValue(yes))
            {
                request = await AgreeToPruneAsync(session, parsed, composition, request, yes, cancellationToken).ConfigureAwait(false);
            }

            return await run.RunAsync(
                parsed,
                async (bench, controls) =>
                {
                    var complete = await Asking.CompleteAsync(session, parsed, bench, request, cancellationToken).ConfigureAwait(false);
                    return upgrades
                        ? await new UpgradeOperation(bench).RunAsync(complete, controls, CancellationToken.None).ConfigureAwait(false)
                        : await new InstallOperation(bench).RunAsync(complete, controls, CancellationToken.None).ConfigureAwait(false);
                },
                async (runs, settings, cancel) =>
                {
                    runs.NoGlobal(request.Global);
                    var complete = await Asking.CompleteAsync(session, parsed, runs.Bench, request, cancel).ConfigureAwait(false);
                    return await runs.ApplyAsync(verb, complete, settings, cancel).ConfigureAwait(false);
                }).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The request with the answers that were given on the way to the question.</summary>
    private static async Task<ApplyRequest> AgreeToPruneAsync(
        Session session, ParseResult parsed, Composition composition, ApplyRequest request, Option<bool> yes, CancellationToken cancellationToken)
    {
        await using var opened = await composition.LookAsync(parsed, orEmpty: true, cancellationToken).ConfigureAwait(false);
        var (complete, plan) = await PlanCommand.MakeAsync(session, parsed, opened, request, cancellationToken).ConfigureAwait(false);
        Confirmation.AskFor(plan.Pruned, "ask-prune", session, parsed, yes);
        return complete;
    }
}
