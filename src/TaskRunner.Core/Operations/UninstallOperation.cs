using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Applying;

namespace TaskRunner.Operations;

/// <summary>Removes what the tasks of an installation made, in reverse order; its history stays, its name is free.</summary>
public sealed class UninstallOperation(Workbench bench)
{
    /// <exception cref="RefusedException">There is nothing, or another installation needs its services.</exception>
    public Task<RunReport> RunAsync(string installation, RunSettings settings, RunControls controls, CancellationToken cancellationToken) =>
        new UndoRun(bench).RunAsync(installation, OperationKind.Uninstall, settings, controls, cancellationToken);
}
