using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner plan NAME PACKAGE</c>: what would be done and why. Writes nothing but the file it is asked for.</summary>
internal static class PlanCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var apply = new ApplyFlags(flags);
        var output = flags.Text("--out");
        var detailed = flags.Switch("--detailed-exitcode");
        var command = new Command("plan") { output, detailed };
        apply.AddTo(command, upgrades: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            apply.RaiseLimits(parsed, composition);
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            var request = await Asking
                .CompleteAsync(session, parsed, opened.Bench, apply.Request(parsed, upgrades: true), cancellationToken).ConfigureAwait(false);
            var result = await new PlanOperation(opened.Bench).RunAsync(request, cancellationToken).ConfigureAwait(false);
            new ErrorView(session).Show(result.Warnings, json: false);
            if (parsed.GetValue(output) is { } file)
            {
                PlanFiles.Write(file, result.Saved);
            }

            Results.View(session, parsed).Show(result);
            return parsed.GetValue(detailed) && result.HasChanges ? ExitCode.Changes : ExitCode.Ok;
        });
        return command;
    }

    public static async Task<int> ShowAsync(
        Session session, Composition composition, ParseResult parsed, ApplyRequest request, CancellationToken cancellationToken)
    {
        await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
        var complete = await Asking.CompleteAsync(session, parsed, opened.Bench, request, cancellationToken).ConfigureAwait(false);
        var result = await new PlanOperation(opened.Bench).RunAsync(complete, cancellationToken).ConfigureAwait(false);
        new ErrorView(session).Show(result.Warnings, json: false);
        Results.View(session, parsed).Show(result);
        return ExitCode.Ok;
    }
}
