using TaskRunner.Model;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Operations.Applying;

/// <summary>Takes the lease, plans what is undone under it, and carries it out.</summary>
internal sealed class UndoRun(Workbench bench)
{
    public async Task<RunReport> RunAsync(
        string target, OperationKind operation, RunSettings settings, RunControls controls, CancellationToken cancellationToken)
    {
        var tools = new OperationTools(bench);
        var planner = new UndoRunPlanner(tools);
        var installation = await planner.InstallationOfAsync(target, cancellationToken).ConfigureAwait(false);
        var runId = controls.RunId ?? RunIds.New(bench.Time.GetUtcNow(), bench.Random);
        await using var keeper = await tools.Session.AcquireAsync(installation, runId, cancellationToken).ConfigureAwait(false);
        var prepared = await planner.PrepareAsync(target, operation, settings, cancellationToken).ConfigureAwait(false);
        return await tools.Session.BeginAsync(prepared, runId, keeper, controls, cancellationToken).ConfigureAwait(false);
    }
}
