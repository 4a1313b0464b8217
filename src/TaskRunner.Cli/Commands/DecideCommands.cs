using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Journal;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Commands;

/// <summary>What a person decides about a run: <c>cancel</c> and <c>resolve</c>.</summary>
internal static class DecideCommands
{
    public static Command Cancel(Session session, Flags flags, Composition composition)
    {
        var target = flags.Argument("TARGET");
        var command = new Command("cancel") { target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.ChangeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var report = opened.Runs is { } runs
                ? await runs.CancelAsync(parsed.GetValue(target)!, cancellationToken).ConfigureAwait(false)
                : await new CancelOperation(opened.Bench).RunAsync(parsed.GetValue(target)!, cancellationToken).ConfigureAwait(false);
            await Results.ShowRunAsync(session, parsed, opened, report).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Resolve(Session session, Flags flags, Composition composition)
    {
        var run = flags.Argument("RUN");
        var task = flags.Argument("TASK");
        var decision = flags.Choice("--as", null, ["succeeded", "failed", "not-executed", "rolled-back"]);
        decision.Required = true;
        var outputs = flags.Texts("--task-output");
        var reason = flags.Text("--reason");
        var command = new Command("resolve") { run, task, decision, outputs, reason };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.ChangeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var request = new ResolveRequest(
                parsed.GetValue(run)!, parsed.GetValue(task)!, Read(parsed.GetValue(decision)!), parsed.GetValue(reason) ?? "", opened.Bench.User)
            {
                Outputs = [.. parsed.GetValue(outputs) ?? []],
            };
            var report = opened.Runs is { } runs
                ? await runs.ResolveAsync(request, cancellationToken).ConfigureAwait(false)
                : await new ResolveOperation(opened.Bench).RunAsync(request, cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Show(report);
            }
            else
            {
                Recorded(session, request, report);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Recorded(Session session, ResolveRequest request, RunReport run)
    {
        session.Out.WriteLine(session.Text("resolved", request.Task, session.Text($"decision-{request.Decision.ToString().ToLowerInvariant()}")));
        var open = run.Tasks.Where(t => t.NeedsDecision || t.State == "unknown").Select(t => t.Name).ToList();
        session.Out.WriteLine(open.Count > 0
            ? session.Text("resolved-more", string.Join(", ", open))
            : session.Text("run-next-resume", run.Installation));
    }

    private static Decision Read(string word) => word switch
    {
        "succeeded" => Decision.Succeeded,
        "failed" => Decision.Failed,
        "not-executed" => Decision.NotExecuted,
        _ => Decision.RolledBack,
    };
}
