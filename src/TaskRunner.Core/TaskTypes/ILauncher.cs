namespace TaskRunner.TaskTypes;

/// <summary>Starts processes and says how they ended. Two live in the Tasks project: one starts them itself, one has a supervisor do it.</summary>
public interface ILauncher
{
    /// <summary>Starts a process that belongs to no run (a look at a service), as a child of this one.</summary>
    ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop);

    /// <summary>
    /// Where the attempts of this launcher belong: a store and its copy have attempts of the same ids, and on one machine neither may
    /// end what the other runs. Empty where there is only one.
    /// </summary>
    string Place => "";

    /// <summary>
    /// Finds live processes that carry the mark of the attempt (<see cref="AttemptMark"/>) in their environment and those of their
    /// sessions, ends them, and repeats until none is found.
    /// </summary>
    /// <returns>What was found and ended, one line each.</returns>
    ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken);

    /// <summary>
    /// Makes ready to start the processes of one run under an epoch, and finds out what earlier runners released.
    /// Afterwards nothing is started for a lower epoch. By default processes are children of this one, and what another
    /// runner released nobody can tell.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="epoch">Of the lease in this runner's hand.</param>
    /// <param name="isNew">Nobody worked on the run before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OvertakenException">A runner of a higher epoch was here.</exception>
    /// <exception cref="Diagnostics.RefusedException">The place where it is remembered what runs cannot be used.</exception>
    ValueTask<IRunLauncher> ConnectAsync(string runId, long epoch, bool isNew, CancellationToken cancellationToken) =>
        new(new DirectRunLauncher(this));
}
