using TaskRunner.TaskTypes;

namespace TaskRunner.Tracing;

/// <summary>How an attempt ended, in the words of the semantic conventions; a message could hold what is nobody's business.</summary>
/// <param name="Word">Of <c>cicd.pipeline.task.run.result</c>.</param>
/// <param name="Error">Of <c>error.type</c>; null: none.</param>
internal readonly record struct AttemptResult(string Word, string? Error)
{
    public static AttemptResult Lost => new("error", "lost");

    public static AttemptResult Of(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Succeeded => new("success", null),
        TaskOutcome.Cancelled => new("cancellation", null),
        TaskOutcome.Failed { Failure.Reason: "timeout" } => new("timeout", "timeout"),
        TaskOutcome.Failed { Failure.Reason: var reason } => new("failure", reason),
        _ => new("error", "unknown"),
    };

    public static AttemptResult Of(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Done => new("success", null),
        ProbeOutcome.NotDone => new("failure", null), // what a probe finds is no error of it
        _ => new("error", "unknown"),
    };
}
