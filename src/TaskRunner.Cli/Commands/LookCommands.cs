using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Storage;

namespace TaskRunner.Cli.Commands;

/// <summary>The verbs that only look: <c>list</c>, <c>status</c>, <c>history</c>, <c>get</c>.</summary>
internal static class LookCommands
{
    public static Command List(Session session, Composition composition)
    {
        var command = new Command("list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            Results.View(session, parsed).Show(await new ListOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Status(Session session, Flags flags, Composition composition)
    {
        var target = flags.Argument("TARGET");
        var watch = flags.Switch("--watch", "-w");
        var command = new Command("status") { target, watch };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"), StoreAccess.ReadOnly);
            var status = await Watch(opened.Bench, parsed.GetValue(target)!, parsed.GetValue(watch), cancellationToken).ConfigureAwait(false);
            if (!Results.WantsJson(parsed))
            {
                new RunTextView(session).Tasks(status.Run);
            }

            Results.View(session, parsed).Show(status.Run);
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
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"), StoreAccess.ReadOnly);
            var history = await new HistoryOperation(opened.Bench).RunAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            Results.View(session, parsed).Show(history);
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Get(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME");
        var part = flags.ChoiceArgument("PART", ["config", "outputs", "plan"]);
        var command = new Command("get") { name, part };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var what = parsed.GetValue(part) switch
            {
                "config" => GetPart.Config,
                "outputs" => GetPart.Outputs,
                _ => GetPart.Plan,
            };
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"), StoreAccess.ReadOnly);
            var value = await new GetOperation(opened.Bench).RunAsync(parsed.GetValue(name)!, what, cancellationToken).ConfigureAwait(false);
            new JsonView(session).Write(value);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The status once, or, watched, when nobody works on it any more.</summary>
    private static async Task<StatusReport> Watch(Workbench bench, string target, bool watch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await new StatusOperation(bench).RunAsync(target, cancellationToken).ConfigureAwait(false);
            if (!watch || status.Holder is null)
            {
                return status;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
    }
}
