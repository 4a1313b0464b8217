using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// Tasks that run scripts of the package (type <c>shell</c>); docs/shell-tasks.md is the author's side of it. Log files are
/// <c>VERB.out.log</c> and <c>VERB.err.log</c> in the attempt's log folder.
/// </summary>
/// <param name="texts">The language of remarks in the logs.</param>
public sealed class ShellTask(MessageCatalogue texts) : ITaskType
{
    private const int NotDone = 3;

    public string Name => "shell";

    public TaskTypeDescription Describe() => new(ShellSchema.Value) { ArgumentKeys = ["args", "shell"] };

    public TaskCapabilities CapabilitiesOf(MapValue spec) => ShellAction.CapabilitiesOf(spec);

    public void Check(TaskCheck check, DiagnosticBag diagnostics) => new ShellCheck(check, diagnostics).Check();

    public ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) =>
        ActAsync(context, ShellVerb.Execute, context.Limits.IsIdempotent, writesOutputs: true);

    public ValueTask<TaskOutcome> RollbackAsync(TaskContext context) =>
        ActAsync(context, ShellVerb.Rollback, isRepeatable: true, writesOutputs: false);

    public ValueTask<TaskOutcome> UninstallAsync(TaskContext context) =>
        ActAsync(context, ShellVerb.Uninstall, isRepeatable: true, writesOutputs: false);

    public async ValueTask<ProbeOutcome> ProbeAsync(TaskContext context)
    {
        try
        {
            using var run = ShellRun.Prepare(context, ShellVerb.Probe, texts);
            var outcome = await run.RunAsync();
            var reader = new OutputReader();
            return outcome switch
            {
                ProcessOutcome.Exited { Code: 0 } => reader.Read(run.OutputPath, outcome.Result) is { } outputs
                    ? new ProbeOutcome.Done(outputs)
                    : new ProbeOutcome.CannotTell(reader.Problem),
                ProcessOutcome.Exited { Code: NotDone } => new ProbeOutcome.NotDone(),
                _ => new ProbeOutcome.CannotTell(Evidence(Verdict(context, run, isRepeatable: true).Of(outcome, run.LastLine))),
            };
        }
        catch (RefusedException e)
        {
            return new ProbeOutcome.CannotTell(LocalizableString.Of(e));
        }
    }

    public async ValueTask<ServiceState> StatusAsync(TaskContext context)
    {
        try
        {
            using var run = ShellRun.Prepare(context, ShellVerb.Status, texts);
            return await run.RunAsync() is ProcessOutcome.Exited { Code: 0 } ? StateOf(OneLine.LastOf(run.StdoutPath)) : ServiceState.Unknown;
        }
        catch (RefusedException)
        {
            return ServiceState.Unknown; // a script that cannot run tells nothing; the register says just that
        }
    }

    private static ServiceState StateOf(string word) => word switch
    {
        "ready" => ServiceState.Ready,
        "updating" => ServiceState.Updating,
        "degraded" => ServiceState.Degraded,
        "unavailable" => ServiceState.Unavailable,
        "missing" => ServiceState.Missing,
        _ => ServiceState.Unknown,
    };

    private static LocalizableString Evidence(TaskOutcome? outcome) => outcome switch
    {
        TaskOutcome.Failed failed => failed.Failure.Message,
        TaskOutcome.Unknown unknown => unknown.Evidence,
        _ => "",
    };

    private static ShellVerdict Verdict(TaskContext context, ShellRun run, bool isRepeatable) =>
        new(run.Name, context.Limits, run.Timeout, isRepeatable);

    private async ValueTask<TaskOutcome> ActAsync(TaskContext context, string verb, bool isRepeatable, bool writesOutputs)
    {
        try
        {
            using var run = ShellRun.Prepare(context, verb, texts);
            var outcome = await run.RunAsync();
            if (Verdict(context, run, isRepeatable).Of(outcome, run.LastLine) is { } bad)
            {
                return bad;
            }

            var reader = new OutputReader();
            return !writesOutputs ? new TaskOutcome.Succeeded(MapValue.Empty)
                : reader.Read(run.OutputPath, outcome.Result) is { } outputs ? new TaskOutcome.Succeeded(outputs)
                : new TaskOutcome.Failed(new TaskFailure("outputs", 0, reader.Problem));
        }
        catch (RefusedException e)
        {
            return new TaskOutcome.Failed(new TaskFailure("launch", null, LocalizableString.Of(e)));
        }
    }
}
