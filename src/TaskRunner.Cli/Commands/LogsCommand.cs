using System.Collections.Immutable;
using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Runs;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner logs NAME|RUN [TASK]</c>: what the attempts of a run printed, byte for byte.</summary>
internal static class LogsCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);

    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var target = flags.Argument("TARGET");
        var task = flags.OptionalArgument("TASK");
        var attempt = flags.Text("--attempt");
        var lines = flags.Text("--lines", "-n");
        var follow = flags.Switch("--follow", "-f");
        var command = new Command("logs") { target, task, follow, attempt, lines };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new Asked(
                parsed.GetValue(target)!, parsed.GetValue(task), FlagValues.Count(parsed.GetValue(attempt), "--attempt"), FlagValues.Count(parsed.GetValue(lines), "--lines"));
            await using var opened = await composition.LookAsync(parsed, orEmpty: false, cancellationToken).ConfigureAwait(false);
            var logs = await asked.FindAsync(opened, cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(ToValue(logs));
                return ExitCode.Ok;
            }

            await ShowAsync(session, opened, asked, logs, parsed.GetValue(follow), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ShowAsync(
        Session session, Composition.Opened opened, Asked asked, ImmutableArray<AttemptLog> logs, bool follow, CancellationToken cancellationToken)
    {
        var view = new LogView(session, asked.Lines);
        view.Show(logs);
        while (follow)
        {
            // Asked before the files are read for the last time, so that nothing is missed.
            var status = await new StatusOperation(opened.Bench).RunAsync(asked.Target, cancellationToken).ConfigureAwait(false);
            view.Show(await asked.FindAsync(opened, cancellationToken).ConfigureAwait(false));
            if (status.Holder is null)
            {
                break;
            }

            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }

        if (!view.HasShown)
        {
            session.Error.WriteLine(session.Text("logs-empty"));
        }
    }

    private static ListValue ToValue(ImmutableArray<AttemptLog> logs) => new([.. logs.SelectMany(l => l.Files.Select(f => (Value)MapValue.Of(
        ("run", Value.From(l.RunId)),
        ("task", Value.From(l.Task)),
        ("attempt", Value.From(l.Attempt)),
        ("file", Value.From(f)),
        ("bytes", Value.From(new FileInfo(f).Length)))))]);

    private sealed record Asked(string Target, string? Task, int? Attempt, int? Lines)
    {
        public Task<ImmutableArray<AttemptLog>> FindAsync(Composition.Opened opened, CancellationToken cancellationToken) =>
            opened.FindLogsAsync(Target, Task, Attempt, cancellationToken);
    }
}
