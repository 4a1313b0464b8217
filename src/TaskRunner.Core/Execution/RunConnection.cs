using TaskRunner.Stores;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>The way to where this run's processes are started; there from the moment the runner attaches.</summary>
internal sealed class RunConnection(ILauncher launcher, EngineRequest request, string runId) : IAsyncDisposable
{
    private IRunLauncher? _launcher;

    public IRunLauncher Launcher => _launcher ?? throw new InvalidOperationException("nothing is launched before the runner attached; this is a bug");

    /// <exception cref="StaleLeaseException">Another runner has taken the run.</exception>
    public async ValueTask OpenAsync()
    {
        try
        {
            _launcher = await launcher.ConnectAsync(runId, request.Lease.Epoch, request.Journal.Head == 0, CancellationToken.None);
        }
        catch (OvertakenException)
        {
            throw new StaleLeaseException(request.Lease);
        }
    }

    public ValueTask<ProcessOutcome> RunAsync(AttemptRequest attempt, string step, ProcessSpec process, StopSignals stop, Func<TimeSpan?, TimeSpan?> notAfter)
    {
        var policy = request.Plan.Tasks[attempt.Task].Policy;
        var ticket = new LaunchTicket(attempt.Id, step, policy is { Idempotent: true, Rollback: false }, notAfter(request.NotAfter?.Invoke()));
        return Launcher.RunAsync(ticket, process, stop);
    }

    /// <summary>Of a run that is over nothing needs to be remembered.</summary>
    public ValueTask ForgetAsync() => Launcher.ForgetAsync();

    public async ValueTask DisposeAsync()
    {
        if (_launcher is not null)
        {
            await _launcher.DisposeAsync();
        }
    }
}
