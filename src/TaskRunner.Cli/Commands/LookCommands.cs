using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Cli.Views.Progress;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Cli.Commands;

/// <summary>The verbs that only look: <c>list</c>, <c>status</c>, <c>history</c>, <c>get</c>.</summary>
internal static class LookCommands
{
    public static Command List(Session session, Composition composition)
    {
        var command = new Command("list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.LookAsync(parsed, orEmpty: true, cancellationToken).ConfigureAwait(false);
            Results.View(session, parsed).Show(await new ListOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Status(Session session, Flags flags, Composition composition)
    {
        var target = flags.Argument("TARGET");
        var watch = flags.Switch("--watch", "-w");
        var progress = flags.Choice("--progress", "auto", ProgressViews.Words);
        var command = new Command("status") { target, watch, progress };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.LookAsync(parsed, orEmpty: false, cancellationToken).ConfigureAwait(false);
            var status = parsed.GetValue(watch)
                ? await WatchAsync(session, opened.Bench, parsed.GetValue(target)!, parsed.GetValue(progress)!, cancellationToken).ConfigureAwait(false)
                : await new StatusOperation(opened.Bench).RunAsync(parsed.GetValue(target)!, cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(StatusDocument.Of(status));
                return ExitCode.Ok;
            }

            new RunTextView(session).Tasks(status);
            await Results.ShowRunAsync(session, parsed, opened, status.Run).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command History(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME");
        var command = new Command("history") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.LookAsync(parsed, orEmpty: false, cancellationToken).ConfigureAwait(false);
            var history = await new HistoryOperation(opened.Bench).RunAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            Results.View(session, parsed).Show(history);
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Get(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME");
        var part = flags.Argument("PART", words: ["config", "outputs", "plan"]);
        var command = new Command("get") { name, part };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var what = parsed.GetValue(part) switch
            {
                "config" => GetPart.Config,
                "outputs" => GetPart.Outputs,
                _ => GetPart.Plan,
            };
            await using var opened = await composition.LookAsync(parsed, orEmpty: false, cancellationToken).ConfigureAwait(false);
            var value = await new GetOperation(opened.Bench).RunAsync(parsed.GetValue(name)!, what, cancellationToken).ConfigureAwait(false);
            new JsonView(session).Write(value);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<StatusReport> WatchAsync(
        Session session, Workbench bench, string target, string how, CancellationToken cancellationToken)
    {
        using var views = new ProgressViews(session, how);
        return await new WatchOperation(bench).RunAsync(target, views.Observe, cancellationToken).ConfigureAwait(false);
    }
}
