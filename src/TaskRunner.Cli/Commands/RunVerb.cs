using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Cli.Views.Progress;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Planning;

namespace TaskRunner.Cli.Commands;

/// <summary>What all verbs that run something have in common: progress, stopping, the result and its exit code.</summary>
internal sealed class RunVerb(Session session, Flags flags)
{
    public Option<string?> Progress { get; } = flags.Choice("--progress", "auto", ["auto", "live", "plain", "json", "none"]);

    public Option<string?> Parallel { get; } = flags.Text("--parallel", "-j");

    public Option<string?> Timeout { get; } = flags.Text("--timeout");

    public Option<string?> RollbackOnFailure { get; } = flags.Choice("--rollback-on-failure", null, ["none", "failed", "all"]);

    /// <summary>For verbs that go on under the settings the run began with.</summary>
    public void AddProgressTo(Command command) => command.Add(Progress);

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

    /// <summary>Runs an operation with progress and shows its result.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<RunControls, Task<RunReport>> operation)
    {
        using var stopping = new Stopping(session);
        LiveProgress? live = null;
        RunReport report;
        try
        {
            report = await operation(new RunControls
            {
                Control = stopping.Control,
                Observe = (plan, _) => Observer(parsed, plan, out live),
            }).ConfigureAwait(false);
        }
        finally
        {
            live?.Dispose();
        }

        Results.View(session, parsed).Show(report);
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

    private IRunObserver Observer(ParseResult parsed, Plan plan, out LiveProgress? live)
    {
        live = null;
        var how = parsed.GetValue(Progress);
        if (how == "live" || (how == "auto" && session.UseColour))
        {
            return live = new LiveProgress(session, plan, TimeProvider.System);
        }

        return how switch
        {
            "json" => new JsonProgress(session, plan),
            "none" => new NoProgress(),
            _ => new PlainProgress(session, plan),
        };
    }
}
