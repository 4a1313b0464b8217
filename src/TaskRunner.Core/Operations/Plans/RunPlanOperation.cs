using TaskRunner.Diagnostics;
using TaskRunner.Planning;

namespace TaskRunner.Operations.Plans;

/// <summary>The plan of a run that began, graph included, made again from its first record and the stored package.</summary>
public sealed class RunPlanOperation(Workbench bench)
{
    /// <param name="target">Installation (its last run) or run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">There is no such run.</exception>
    public async Task<Plan> RunAsync(string target, CancellationToken cancellationToken)
    {
        var tools = new OperationTools(bench);
        var run = await tools.FindRunAsync(target, cancellationToken).ConfigureAwait(false);
        return (await tools.Runs.RebuildAsync(run, cancellationToken).ConfigureAwait(false)).Plan;
    }
}
