using TaskRunner.Diagnostics;
using TaskRunner.Operations.Applying;

namespace TaskRunner.Operations;

/// <summary>Installs a package, or goes on with an install that failed.</summary>
public sealed class InstallOperation(Workbench bench)
{
    /// <exception cref="RefusedException">It was not begun, for every reason at once.</exception>
    public Task<RunReport> RunAsync(ApplyRequest request, RunControls controls, CancellationToken cancellationToken) =>
        new ApplyRun(bench).RunAsync(ApplyIntent.Of(request, ApplyVerb.Install), controls, cancellationToken);
}
