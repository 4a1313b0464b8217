using TaskRunner.Diagnostics;
using TaskRunner.Operations.Applying;

namespace TaskRunner.Operations;

/// <summary>Brings an installation to another version of its package, applies the same one again, or goes on with an upgrade that failed.</summary>
public sealed class UpgradeOperation(Workbench bench)
{
    /// <exception cref="RefusedException">It was not begun, for every reason at once.</exception>
    public Task<RunReport> RunAsync(ApplyRequest request, RunControls controls, CancellationToken cancellationToken) =>
        new ApplyRun(bench).RunAsync(ApplyIntent.Of(request, ApplyVerb.Upgrade), controls, cancellationToken);
}
