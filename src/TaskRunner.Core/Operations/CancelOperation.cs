using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;

namespace TaskRunner.Operations;

/// <summary>Stops a live run, or settles an open one as it stands.</summary>
public sealed class CancelOperation(Workbench bench)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <param name="target">Installation or run.</param>
    /// <param name="cancellationToken">Ends the waiting for a live run's end; the request to stop stays.</param>
    /// <param name="before">Called once, before anybody is asked to stop; what it throws keeps it so.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="RefusedException">There is no such run, or it is over.</exception>
    public async Task<RunReport> RunAsync(string target, CancellationToken cancellationToken, Func<ValueTask>? before = null)
    {
        var tools = new OperationTools(bench);
        while (true)
        {
            var run = await tools.FindRunAsync(target, cancellationToken).ConfigureAwait(false);
            if (!run.IsOpen)
            {
                throw new RefusedException(RefusalKind.NotAllowed, "TR6126", run.Header.Id, run.State.Status.ToWord());
            }

            await Beforehand.DoAsync(before).ConfigureAwait(false);
            before = null;
            var scope = Lease.ScopeOf(run.Header.Installation);
            var request = new StopRequest(StopRequest.Cancel, bench.User, bench.Time.GetUtcNow());
            if (await bench.Store.RequestStopAsync(scope, request, cancellationToken).ConfigureAwait(false))
            {
                return await AwaitEndAsync(tools, run.Header.Id, scope, cancellationToken).ConfigureAwait(false);
            }

            if (await SettleAsync(tools, run, cancellationToken).ConfigureAwait(false) is { } settled)
            {
                return settled;
            }
        }
    }

    /// <summary>The runner that was asked stops its tasks, records the end and gives the lease back.</summary>
    private async ValueTask<RunReport> AwaitEndAsync(OperationTools tools, string runId, string scope, CancellationToken cancellationToken)
    {
        while (await bench.Store.FindHolderAsync(scope, cancellationToken).ConfigureAwait(false) is not null)
        {
            await Task.Delay(Poll, bench.Time, cancellationToken).ConfigureAwait(false);
        }

        var run = await tools.Runs.GetAsync(runId, cancellationToken).ConfigureAwait(false);
        return run.IsOpen && await SettleAsync(tools, run, cancellationToken).ConfigureAwait(false) is { } settled
            ? settled
            : RunReports.Of(run.Header, run.State, run.Plan, isHeld: false);
    }

    /// <returns>Null where somebody took the run in the meantime.</returns>
    private async ValueTask<RunReport?> SettleAsync(OperationTools tools, StoredRun run, CancellationToken cancellationToken)
    {
        try
        {
            await using var keeper = await tools.Session.AcquireAsync(run.Header.Installation, run.Header.Id, cancellationToken).ConfigureAwait(false);
            var controls = new RunControls();
            controls.Control.Stop(StopReason.Cancelled, StopStage.Asked, bench.User);
            var now = await tools.Runs.GetAsync(run.Header.Id, cancellationToken).ConfigureAwait(false);
            return now.IsOpen
                ? await tools.Session.ContinueAsync(now, keeper, controls, null, cancellationToken).ConfigureAwait(false)
                : RunReports.Of(now.Header, now.State, now.Plan, isHeld: false);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Locked)
        {
            return null; // a runner came between: ask it to stop
        }
    }
}
