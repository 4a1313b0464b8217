using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Supervision;

namespace TaskRunner.Cli.Commands;

/// <summary>
/// <c>__supervise LANGUAGE FOLDER</c>: this process is the supervisor of a run. Nobody types it: it is no verb, and is looked for
/// before anything else is made ready, for a run waits for it.
/// </summary>
internal static class SuperviseCommand
{
    public const string Verb = "__supervise";

    /// <summary>Hidden: where the supervisor stops itself for tests of crashes; see <see cref="Supervisor.RunAsync"/>.</summary>
    public const string PauseVariable = "TASKRUNNER_PAUSE_SUPERVISOR";

    public static bool Is(string[] args) => args is [Verb, _, _];

    public static async Task<int> RunAsync(string[] args)
    {
        var pauseAt = Environment.GetEnvironmentVariable(PauseVariable);
        await Supervisor.RunAsync(args[2], MessageCatalogue.Load(args[1]), pauseAt).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
