using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Stores;

namespace TaskRunner.Operations;

/// <summary>How an installation stands: what is installed, and its last run (or the run asked for) task by task.</summary>
public sealed class StatusOperation(Workbench bench)
{
    /// <param name="target">Installation or run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">There is neither.</exception>
    public async Task<StatusReport> RunAsync(string target, CancellationToken cancellationToken)
    {
        var run = await new OperationTools(bench).FindRunAsync(target, cancellationToken).ConfigureAwait(false);
        var scope = Lease.ScopeOf(run.Header.Installation);
        var holder = await bench.Store.FindHolderAsync(scope, cancellationToken).ConfigureAwait(false);
        var installation = await bench.Store.FindInstallationAsync(run.Header.Installation, cancellationToken).ConfigureAwait(false);
        var report = RunReports.Of(run.Header, run.State, run.Plan, isHeld: holder is not null);
        if (installation?.SucceededRun == run.Header.Id && installation.Outputs[Work.PackageOutputs.Key] is Values.MapValue outputs)
        {
            report = report with { Outputs = outputs };
        }

        return new StatusReport(run.Header.Installation, installation?.Package, report, holder);
    }
}

/// <param name="Installation">Its name.</param>
/// <param name="Package">What is installed; null: nothing.</param>
/// <param name="Run">The run.</param>
/// <param name="Holder">Who works on the installation now; null: nobody.</param>
public sealed record StatusReport(string Installation, PackageIdentity? Package, RunReport Run, LeaseHolder? Holder);
