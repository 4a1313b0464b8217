using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Plans;
using TaskRunner.Operations.Runs;
using TaskRunner.TaskTypes;

namespace TaskRunner.Operations.Applying;

/// <summary>Takes the lease, plans under it, and carries the plan out.</summary>
internal sealed class ApplyRun(Workbench bench)
{
    public async Task<RunReport> RunAsync(ApplyIntent intent, RunControls controls, CancellationToken cancellationToken)
    {
        var packages = new PackageLibrary(bench);
        var runs = new RunLibrary(bench, packages);
        var session = new RunSession(bench, packages, runs);
        var runId = controls.RunId ?? RunIds.New(bench.Time.GetUtcNow(), bench.Random);
        await using var keeper = await session.AcquireAsync(intent.Installation, runId, cancellationToken).ConfigureAwait(false);
        var planner = new ApplyPlanner(bench, packages, runs);
        if (intent.SavedPlan is { } saved)
        {
            SavedPlan.Check(saved, bench, await planner.PrepareAsync(intent, draws: false, cancellationToken).ConfigureAwait(false));
        }

        var prepared = await planner.PrepareAsync(intent, draws: true, cancellationToken).ConfigureAwait(false);
        await new LookAhead(bench, prepared.Planned).LookAsync(PreviewDepth.Problems, cancellationToken).ConfigureAwait(false);
        return await session.BeginAsync(prepared, runId, keeper, controls, cancellationToken).ConfigureAwait(false);
    }
}
