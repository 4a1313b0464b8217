using System.CommandLine;
using TaskRunner.Cli.Remote;
using TaskRunner.Cli.Views;
using TaskRunner.Cli.Views.Progress;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Tasks.Processes;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>What all verbs that run something have in common: progress, stopping, the result and its exit code.</summary>
internal sealed class RunVerb(Session session, Flags flags, Composition composition)
{
    public Option<string?> Progress { get; } = flags.Choice("--progress", "auto", ProgressViews.Words);

    public Option<string?> Parallel { get; } = flags.Text("--parallel", "-j");

    public Option<string?> Timeout { get; } = flags.Text("--timeout");

    public Option<string?> RollbackOnFailure { get; } = flags.Choice("--rollback-on-failure", null, ["none", "failed", "all"]);

    public Option<bool> Detach { get; } = flags.Switch("--detach");

    /// <summary>For verbs that go on under the settings the run began with.</summary>
    public void AddProgressTo(Command command)
    {
        command.Add(Progress);
        command.Add(Detach);
    }

    public void AddTo(Command command)
    {
        AddProgressTo(command);
        command.Add(Parallel);
        command.Add(Timeout);
        command.Add(RollbackOnFailure);
    }

    public RunSettings Settings(ParseResult parsed) => new()
    {
        Parallelism = FlagValues.Count(parsed.GetValue(Parallel), "--parallel"),
        Timeout = FlagValues.Duration(parsed.GetValue(Timeout), "--timeout"),
        RollbackOnFailure = FlagValues.Scope(parsed.GetValue(RollbackOnFailure)),
    };

    /// <summary>The settings in the words of the API.</summary>
    public MapValue RemoteSettings(ParseResult parsed)
    {
        var settings = Settings(parsed); // checked here, where the flag is known
        return MapValue.Of(
            ("parallel", settings.Parallelism is { } count ? Value.From(count) : Value.Null),
            ("rollbackOnFailure", Value.From(settings.RollbackOnFailure is null ? null : parsed.GetValue(RollbackOnFailure))),
            ("timeout", Value.From(settings.Timeout is null ? null : parsed.GetValue(Timeout))));
    }

    /// <summary>It is done by a process of its own, which reads the package itself.</summary>
    public bool IsLeft(ParseResult parsed) => parsed.GetValue(Detach) && !Detached.IsOne(session) && ServerChoice.Of(session, parsed) is null;

    /// <summary>Runs an operation over the store with progress, and shows its result; or hands it to a process of its own.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="operation">What to do over a store of this machine.</param>
    /// <param name="order">How a server is asked for the same, with the settings of the run: the id of the run.</param>
    public async Task<int> RunAsync(
        ParseResult parsed, Func<Workbench, RunControls, Task<RunReport>> operation, Func<RemoteRuns, MapValue, CancellationToken, Task<string>> order)
    {
        if (!Detached.IsOne(session) && ServerChoice.Of(session, parsed) is { } server)
        {
            return await new RemoteVerb(session, composition, this).RunAsync(parsed, server, order).ConfigureAwait(false);
        }

        var store = parsed.GetValue<string?>("--store");
        if (parsed.GetValue(Detach) && !Detached.IsOne(session))
        {
            return await new Detached(session, composition).StartAsync(parsed, store).ConfigureAwait(false);
        }

        if (ProcessCheckup.Examine() is { Count: > 0 } found)
        {
            new ErrorView(session).Show(found, Results.WantsJson(parsed));
        }

        await using var opened = composition.Open(store);
        using var stopping = new Stopping(session);
        RunReport report;
        using (var views = new ProgressViews(session, parsed.GetValue(Progress)!))
        {
            stopping.Announce = views.Announce;
            report = await operation(opened.Bench, new RunControls
            {
                Control = stopping.Control,
                Observe = (plan, runId) =>
                {
                    stopping.Installation = plan.Installation;
                    return Detached.Reporting(session, runId, views.Observe([.. plan.Tasks.Select(t => t.Name)]));
                },
            }).ConfigureAwait(false);
        }

        await Results.ShowRunAsync(session, parsed, opened, report).ConfigureAwait(false);
        return stopping.WasSignalled && !report.Status.IsSettled() ? ExitCode.Signalled : Code(report);
    }

    public static int Code(RunReport report) => report switch
    {
        { IsInterrupted: true, Stopped: StopReason.Timeout } => ExitCode.TimedOut,
        { Status: RunStatus.Succeeded } => ExitCode.Ok,
        { Status: RunStatus.Cancelled } => ExitCode.CancelledByOther,
        { Status: RunStatus.NeedsDecision or RunStatus.RollbackFailed } => ExitCode.NeedsPerson,
        { Stopped: StopReason.Timeout } => ExitCode.TimedOut,
        _ => ExitCode.RunFailed,
    };
}
