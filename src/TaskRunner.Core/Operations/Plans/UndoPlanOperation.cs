using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Applying;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>Says what a rollback or an uninstall would do, before anybody agrees to it. Writes nothing.</summary>
public sealed class UndoPlanOperation(Workbench bench)
{
    /// <param name="target">Installation; for a rollback also a run.</param>
    /// <param name="operation"><see cref="OperationKind.Rollback"/> or <see cref="OperationKind.Uninstall"/>.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="RefusedException">There is nothing to undo, or something stands in the way.</exception>
    public async Task<PlanResult> RunAsync(string target, OperationKind operation, CancellationToken cancellationToken)
    {
        var planner = new UndoRunPlanner(new OperationTools(bench));
        var prepared = await planner.PrepareAsync(target, operation, new RunSettings(), cancellationToken).ConfigureAwait(false);
        var version = operation == OperationKind.Rollback ? prepared.Undone?.Before?.Package?.Version : null;
        return new PlanResult(prepared.Planned.Plan, version, new Lazy<MapValue>(MapValue.Empty));
    }
}
