using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Operations;

/// <summary>Goes on with an open run: its own plan, stored package and configuration, so nothing can have changed.</summary>
public sealed class ResumeOperation(Workbench bench)
{
    /// <param name="target">Installation or run; null: the only open run there is.</param>
    /// <param name="controls">How it is watched and stopped.</param>
    /// <param name="cancellationToken">Ends the preparation; a run that began is stopped by its controls.</param>
    /// <exception cref="RefusedException">There is no such open run, or a live process works on it.</exception>
    public async Task<RunReport> RunAsync(string? target, RunControls controls, CancellationToken cancellationToken)
    {
        var tools = new OperationTools(bench);
        var found = await tools.FindRunAsync(target ?? await new OpenRunOperation(bench).RunAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var (id, installation) = (found.Header.Id, found.Header.Installation);
        await using var keeper = await tools.Session.AcquireAsync(installation, id, cancellationToken).ConfigureAwait(false);
        var run = await tools.Runs.GetAsync(id, cancellationToken).ConfigureAwait(false); // as it is under the lease
        if (!run.IsOpen)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6117", id, run.State.Status.ToWord(), installation);
        }

        return await tools.Session.ContinueAsync(run, keeper, controls, null, cancellationToken).ConfigureAwait(false);
    }
}
