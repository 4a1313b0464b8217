using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Applying;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Operations;

/// <summary>Continues a failed, cancelled or rolled-back operation with a new plan and run.</summary>
public sealed class RetryOperation(Workbench bench)
{
    /// <exception cref="RefusedException">It was not begun, for every reason at once.</exception>
    public async Task<RunReport> RunAsync(RetryRequest request, RunControls controls, CancellationToken cancellationToken)
    {
        var last = await new OperationTools(bench).Runs.FindLastAsync(request.Installation, cancellationToken).ConfigureAwait(false);
        if (last?.Header.Operation is not (OperationKind.Rollback or OperationKind.Uninstall))
        {
            return await new ApplyRun(bench).RunAsync(ApplyIntent.Of(request), controls, cancellationToken).ConfigureAwait(false);
        }

        OpenRuns.Refuse(last);
        var installation = await bench.Store.FindInstallationAsync(request.Installation, cancellationToken).ConfigureAwait(false);
        if (!OperationChoice.IsUnfinished(last, installation))
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6113", request.Installation, last.Header.Id);
        }

        var verb = last.Header.Operation == OperationKind.Rollback ? "rollback" : "uninstall";
        if (request != new RetryRequest(request.Installation) { Settings = request.Settings })
        {
            throw new RefusedException(RefusalKind.Usage, "TR6134", verb, request.Installation);
        }

        return await new UndoRun(bench).RunAsync(request.Installation, last.Header.Operation, request.Settings, controls, cancellationToken).ConfigureAwait(false);
    }
}
