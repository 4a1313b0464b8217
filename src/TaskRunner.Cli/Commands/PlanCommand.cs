using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner plan NAME PACKAGE</c>: what would be done and why. Writes nothing but the file it is asked for.</summary>
internal static class PlanCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var apply = new ApplyFlags(session, flags, composition);
        var output = flags.Text("--out");
        var detailed = flags.Switch("--detailed-exitcode");
        var command = new Command("plan") { output, detailed };
        apply.AddTo(command, upgrades: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            apply.RaiseLimits(parsed);
            using var package = await apply.Package.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            void Save(PlanResult plan)
            {
                if (parsed.GetValue(output) is { } file)
                {
                    PlanFiles.Write(file, plan.Saved);
                }
            }

            var request = apply.Request(parsed, package.Path, upgrades: true);
            var result = await ShowAsync(session, composition, parsed, request, Save, cancellationToken).ConfigureAwait(false);
            return parsed.GetValue(detailed) && result.HasChanges ? ExitCode.Changes : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Plans and shows it: also what <c>--dry-run</c> does. <paramref name="save"/> comes before the result, so that a file that cannot be written leaves standard output empty.</summary>
    public static async Task<PlanResult> ShowAsync(
        Session session,
        Composition composition,
        ParseResult parsed,
        ApplyRequest request,
        Action<PlanResult>? save,
        CancellationToken cancellationToken)
    {
        await using var opened = await composition.LookAsync(parsed, orEmpty: true, cancellationToken).ConfigureAwait(false);
        var (_, result) = await MakeAsync(session, parsed, opened, request, cancellationToken).ConfigureAwait(false);
        new ErrorView(session).Show(result.Warnings, json: false);
        save?.Invoke(result);
        Results.View(session, parsed).Show(result);
        return result;
    }

    /// <returns>The plan, and the request with the answers that were typed on the way.</returns>
    public static async Task<(ApplyRequest Request, PlanResult Plan)> MakeAsync(
        Session session, ParseResult parsed, Composition.Opened opened, ApplyRequest request, CancellationToken cancellationToken)
    {
        opened.Runs?.NoGlobal(request.Global);
        var complete = await Asking.CompleteAsync(session, parsed, opened.Bench, request, cancellationToken).ConfigureAwait(false);
        return (complete, opened.Runs is { } runs
            ? await runs.PlanAsync(complete, cancellationToken).ConfigureAwait(false)
            : await new PlanOperation(opened.Bench).RunAsync(complete, cancellationToken).ConfigureAwait(false));
    }
}
