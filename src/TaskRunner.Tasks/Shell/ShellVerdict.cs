using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// What the end of a script's process means for its attempt: the table of the semantics. What we killed may have got
/// anywhere, so it is unknown, unless it may be repeated without harm.
/// </summary>
internal sealed class ShellVerdict(string script, AttemptLimits limits, TimeSpan timeout, bool isRepeatable)
{
    /// <param name="outcome">How the process ended.</param>
    /// <param name="lastLine">Asked only when it is shown.</param>
    /// <returns>Null: it ended well.</returns>
    public TaskOutcome? Of(ProcessOutcome outcome, Func<string> lastLine) => outcome switch
    {
        ProcessOutcome.Exited { Code: 0, Leftovers.Count: > 0 } when limits.Leftovers == LeftoversRule.Fail =>
            Failed("leftovers", 0, LocalizableString.Of("shell-leftovers", script, string.Join(", ", outcome.Leftovers))),
        ProcessOutcome.Exited { Code: 0 } => null,
        ProcessOutcome.Exited exited => Failed("exit", exited.Code, WithLastLine(LocalizableString.Of("shell-exit", script, Text(exited.Code)), lastLine())),
        ProcessOutcome.Signalled signalled => Failed("signal", null, WithLastLine(LocalizableString.Of("shell-signal", script, SignalName(signalled.Signal)), lastLine())),
        ProcessOutcome.Stopped { Cause: StopCause.Timeout, Killed: false } =>
            Failed("timeout", null, WithLastLine(LocalizableString.Of("shell-timeout", script, GoDuration.Format(timeout)), lastLine())),
        ProcessOutcome.Stopped { Cause: StopCause.Timeout } => Killed(lastLine()),
        ProcessOutcome.Stopped { Killed: true } when !isRepeatable => new TaskOutcome.Unknown(WithLastLine(LocalizableString.Of("shell-stop-killed", script), lastLine())),
        ProcessOutcome.Stopped => new TaskOutcome.Cancelled(),
        ProcessOutcome.NotStarted notStarted => Failed("launch", null, notStarted.Reason),
        ProcessOutcome.Lost lost => new TaskOutcome.Unknown(LocalizableString.Of("shell-lost", script, lost.Evidence)),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an end nobody thought of; this is a bug"),
    };

    private static TaskOutcome.Failed Failed(string reason, int? exitCode, LocalizableString message) => new(new TaskFailure(reason, exitCode, message));

    private static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        6 => "SIGABRT",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => Text(signal),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private TaskOutcome Killed(string lastLine)
    {
        var message = WithLastLine(LocalizableString.Of("shell-timeout-killed", script, GoDuration.Format(timeout), GoDuration.Format(limits.Grace)), lastLine);
        return isRepeatable ? Failed("timeout", null, message) : new TaskOutcome.Unknown(message);
    }

    private static LocalizableString WithLastLine(LocalizableString message, string line) => line.Length == 0 ? message : LocalizableString.Of("shell-last-line", message, line);
}
