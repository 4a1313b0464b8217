using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Applying;
using TaskRunner.Planning.Names;

namespace TaskRunner.Operations;

/// <summary>
/// Undoes: an open run within itself (where its rollback failed, it goes on exactly there); else the installation's last operation
/// that still stands, as a new run with the code, answers and versions of the runs it undoes.
/// </summary>
public sealed class RollbackOperation(Workbench bench)
{
    /// <param name="target">Installation, or run.</param>
    /// <param name="settings">Parallelism and time; the rest has no meaning here.</param>
    /// <param name="controls">How it is watched and stopped.</param>
    /// <param name="cancellationToken">Ends the preparation; a run that began is stopped by its controls.</param>
    /// <exception cref="RefusedException">There is nothing to undo, or something newer stands on it.</exception>
    public async Task<RunReport> RunAsync(string target, RunSettings settings, RunControls controls, CancellationToken cancellationToken)
    {
        var tools = new OperationTools(bench);
        var found = await tools.FindRunAsync(target, cancellationToken).ConfigureAwait(false);
        if (!found.IsOpen || found.Header.Id != target)
        {
            return await new UndoRun(bench).RunAsync(target, OperationKind.Rollback, settings, controls, cancellationToken).ConfigureAwait(false);
        }

        await using var keeper = await tools.Session.AcquireAsync(found.Header.Installation, target, cancellationToken).ConfigureAwait(false);
        var run = await tools.Runs.GetAsync(target, cancellationToken).ConfigureAwait(false); // as it is under the lease
        if (run.Header.Operation is OperationKind.Rollback or OperationKind.Uninstall)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6128", target, OperationNames.Of(run.Header.Operation));
        }

        return await tools.Session.ContinueAsync(run, keeper, controls, bench.User, cancellationToken).ConfigureAwait(false);
    }
}
