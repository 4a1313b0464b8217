using TaskRunner.Diagnostics;

namespace TaskRunner.Operations;

/// <summary>Says what applying a package would do and why. Reads the store, writes nothing, runs nothing.</summary>
public sealed class PlanOperation(Workbench bench)
{
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public async Task<PlanResult> RunAsync(ApplyRequest request, CancellationToken cancellationToken)
    {
        var packages = new PackageLibrary(bench);
        var planner = new ApplyPlanner(bench, packages, new RunLibrary(bench, packages));
        var prepared = await planner.PrepareAsync(ApplyIntent.Of(request, ApplyVerb.Any), draws: false, cancellationToken).ConfigureAwait(false);
        var record = new Lazy<Values.MapValue>(() => SavedPlan.Of(bench, prepared));
        return new PlanResult(prepared.Planned.Plan, prepared.Planned.Inputs.ToVersion, record) { Warnings = prepared.Warnings };
    }
}
