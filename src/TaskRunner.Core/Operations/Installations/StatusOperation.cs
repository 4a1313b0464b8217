using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Installations;

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
        var held = await bench.Store.FindLeaseAsync(scope, cancellationToken).ConfigureAwait(false);
        var unlocks = await bench.Store.ListUnlocksAsync(scope, cancellationToken).ConfigureAwait(false);
        var installation = await bench.Store.FindInstallationAsync(run.Header.Installation, cancellationToken).ConfigureAwait(false);
        var report = RunReports.Of(run.Header, run.State, run.Plan, isHeld: held is { IsLive: true });
        if (installation?.SucceededRun == run.Header.Id && installation.Outputs[Work.PackageOutputs.Key] is Values.MapValue outputs)
        {
            report = report with { Outputs = outputs };
        }

        return new StatusReport(run.Header.Installation, installation?.Package, report)
        {
            Held = held,
            Unlocks = [.. unlocks.Where(u => u.Lease.Holder.RunId == run.Header.Id)],
        };
    }
}

/// <param name="Installation">Its name.</param>
/// <param name="Package">What is installed; null: nothing.</param>
/// <param name="Run">The run.</param>
public sealed record StatusReport(string Installation, PackageIdentity? Package, RunReport Run)
{
    /// <summary>Who has the installation, alive or not; null: nobody.</summary>
    public HeldLease? Held { get; init; }

    /// <summary>Who works on the installation now; null: nobody that lives.</summary>
    public LeaseHolder? Holder => Held is { IsLive: true } held ? held.Lease.Holder : null;

    /// <summary>The run was taken away from these holders by somebody's decision.</summary>
    public ImmutableArray<UnlockDecision> Unlocks { get; init; } = [];
}
