using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>Has the processes of runs started by a supervisor, which outlives this process; those of no run it starts itself.</summary>
/// <param name="local">Starts supervisors, and what belongs to no run; its <see cref="LocalLauncher.StoreFolder"/> is the folder that holds <paramref name="runs"/>. The caller disposes it.</param>
/// <param name="runs">The folder, on a local file system and only its owner's, that holds one for each run that is open.</param>
/// <param name="supervisor">The program to start and the arguments before the run's folder, as in <c>taskrunner __supervise</c>.</param>
/// <param name="environment">Variables the supervisor itself gets; its children get their own.</param>
/// <param name="sealKey">The key for results that may hold secrets, 32 bytes, always the same for a store; asked for when one is needed.</param>
public sealed class SupervisingLauncher(
    LocalLauncher local,
    string runs,
    IReadOnlyList<string> supervisor,
    IReadOnlyDictionary<string, string> environment,
    Func<byte[]> sealKey) : ILauncher
{
    public string Place => local.Place;

    public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) => local.RunAsync(process, stop);

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) =>
        local.EndStraysAsync(attemptId, cancellationToken);

    public async ValueTask<IRunLauncher> ConnectAsync(string runId, long epoch, bool isNew, CancellationToken cancellationToken)
    {
        var run = new SupervisedRun(new RunFolder(Path.Combine(runs, runId)), epoch, this);
        await run.OpenAsync(isNew);
        return run;
    }

    internal byte[] SealKey() => sealKey();

    /// <summary>Starts a supervisor for a run. It is not waited for: it ends when it has nothing to do.</summary>
    internal void Start(RunFolder folder)
    {
        var never = new StopSignals(CancellationToken.None, CancellationToken.None);
        _ = local.RunAsync(Process(folder), never).AsTask();
    }

    private ProcessSpec Process(RunFolder folder) => new()
    {
        FileName = supervisor[0],
        Arguments = [.. supervisor.Skip(1), folder.Path],
        Environment = environment,
        WorkingDirectory = folder.Path,
        StdoutPath = folder.Log,
        StderrPath = folder.Log,
        Timeout = TimeSpan.FromDays(365),
        Grace = TimeSpan.Zero,
        Leftovers = Model.LeftoversRule.Keep,
    };
}
