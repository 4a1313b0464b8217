using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Applying;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.TaskTypes;

namespace TaskRunner.Operations.Plans;

/// <summary>Says what applying a package would do and why. Reads the store, writes nothing, runs nothing.</summary>
public sealed class PlanOperation(Workbench bench)
{
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public Task<PlanResult> RunAsync(ApplyRequest request, CancellationToken cancellationToken) =>
        RunAsync(ApplyIntent.Of(request, ApplyVerb.Any), cancellationToken);

    /// <summary>What <c>install</c> or <c>upgrade</c> would do, refused where these would be.</summary>
    /// <param name="request">As for the operation.</param>
    /// <param name="verb"><see cref="OperationKind.Install"/> or <see cref="OperationKind.Upgrade"/>.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public Task<PlanResult> RunAsync(ApplyRequest request, OperationKind verb, CancellationToken cancellationToken) =>
        RunAsync(ApplyIntent.Of(request, verb == OperationKind.Install ? ApplyVerb.Install : ApplyVerb.Upgrade), cancellationToken);

    /// <summary>What a retry would do.</summary>
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public Task<PlanResult> RunAsync(RetryRequest request, CancellationToken cancellationToken) =>
        RunAsync(ApplyIntent.Of(request), cancellationToken);

    private async Task<PlanResult> RunAsync(ApplyIntent intent, CancellationToken cancellationToken)
    {
        var packages = new PackageLibrary(bench);
        var planner = new ApplyPlanner(bench, packages, new RunLibrary(bench, packages));
        var prepared = await planner.PrepareAsync(intent, draws: false, cancellationToken).ConfigureAwait(false);
        var previews = await new LookAhead(bench, prepared.Planned).LookAsync(PreviewDepth.Differences, cancellationToken).ConfigureAwait(false);
        var record = new Lazy<Values.MapValue>(() => SavedPlan.Of(bench, prepared, previews));
        return new PlanResult(prepared.Planned.Plan, prepared.Planned.Inputs.ToVersion, record)
        {
            Warnings =
            [
                .. prepared.Warnings,
                .. previews.OrderBy(p => p.Key).SelectMany(p => p.Value.Problems).Select(p => p.Diagnostic).Distinct(SameDiagnostic.Comparer),
            ],
            Previews = previews,
            Repeated = [.. Repeated(prepared.Planned)],
        };
    }

    private static IEnumerable<string> Repeated(PlannedRun planned) => planned.Decisions.Zip(planned.Plan.Tasks)
        .Where(t => t.First is { IsAskedToRun: true, Record.Fact: TaskFact.Succeeded } && !t.Second.Policy.Idempotent)
        .Select(t => t.Second.Name);
}
