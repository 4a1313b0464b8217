using System.CommandLine;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Commands;

/// <summary>The verbs that go on with something: <c>resume</c> and <c>retry</c>.</summary>
internal static class ContinueCommands
{
    public static Command Resume(Session session, Flags flags, Composition composition)
    {
        var target = flags.OptionalArgument("TARGET");
        var run = new RunVerb(session, flags, composition);
        var command = new Command("resume") { target };
        run.AddProgressTo(command);
        command.SetAction((parsed, _) => run.RunAsync(
            parsed,
            (bench, controls) => new ResumeOperation(bench).RunAsync(parsed.GetValue(target), controls, CancellationToken.None),
            (runs, _, cancel) => runs.ResumeAsync(parsed.GetValue(target), cancel)));
        return command;
    }

    public static Command Retry(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME");
        var retry = new RetryFlags(session, flags, composition);
        var run = new RunVerb(session, flags, composition);
        var command = new Command("retry") { name };
        retry.AddTo(command);
        run.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var package = await retry.TakePackageAsync(parsed, cancellationToken).ConfigureAwait(false);
            var request = retry.Request(parsed, parsed.GetValue(name)!, package) with { Settings = run.Settings(parsed) };
            if ((request.From ?? request.Only) is not null && !parsed.GetValue(retry.Yes))
            {
                await using var opened = await composition.LookAsync(parsed, orEmpty: false, cancellationToken).ConfigureAwait(false);
                var plan = opened.Runs is { } runs
                    ? await runs.PlanAsync(request, cancellationToken).ConfigureAwait(false)
                    : await new PlanOperation(opened.Bench).RunAsync(request, cancellationToken).ConfigureAwait(false);
                Confirmation.AskFor(plan.Repeated, "ask-retry", session, parsed, retry.Yes);
            }

            return await run.RunAsync(
                parsed,
                (bench, controls) => new RetryOperation(bench).RunAsync(request, controls, CancellationToken.None),
                (runs, settings, cancel) => runs.RetryAsync(request, settings, cancel)).ConfigureAwait(false);
        });
        return command;
    }
}
