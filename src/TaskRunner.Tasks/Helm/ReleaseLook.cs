using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Helm;

/// <summary>Looks at the release and only reads: what became of a lost attempt, and how the service is.</summary>
internal sealed class ReleaseLook(HelmRelease release)
{
    /// <summary>
    /// The recovery table: with our mark deployed is done once it has rolled out, failed and pending (its helm is dead) are not; the next attempt
    /// puts away what is pending. Without our mark nothing of it is ours.
    /// </summary>
    public async ValueTask<ProbeOutcome> ProbeAsync()
    {
        if (Expectation.RecordedBy(release.Context) is not { } expected)
        {
            return new ProbeOutcome.NotDone(); // helm was never let begin
        }

        var history = await release.Storage.HistoryAsync(release.Asked).ConfigureAwait(false);
        var made = history.FirstOrDefault(r => r.Number == expected.Revision);
        return made is null || !made.IsOfAttempt(expected.Attempt) || made.Status == "failed" || made.IsPending ? new ProbeOutcome.NotDone()
            : made.IsDeployed ? await DeployedAsync(made.Number).ConfigureAwait(false)
            : new ProbeOutcome.CannotTell(LocalizableString.Of("helm-changed", release.Spec.Release, made.Status));
    }

    public async ValueTask<ServiceState> StatusAsync()
    {
        var history = await release.Storage.HistoryAsync(release.Asked).ConfigureAwait(false);
        if (history.IsEmpty || history[^1].Status == "uninstalled")
        {
            return ServiceState.Missing;
        }

        var last = history[^1];
        if (last.IsPending || last.Status == "uninstalling")
        {
            return ServiceState.Updating;
        }

        var state = await release.Storage.ReadAsync(last.Number, release.Asked).ConfigureAwait(false) is { } record
            ? await new Workloads(release).StateAsync(record.Manifest).ConfigureAwait(false)
            : ServiceState.Unknown;
        return last.IsDeployed ? state
            : Deployed(history) && state == ServiceState.Ready ? ServiceState.Degraded
            : state is ServiceState.Ready or ServiceState.Updating ? ServiceState.Unavailable
            : state;
    }

    private async ValueTask<ProbeOutcome> DeployedAsync(int revision) => await new Workloads(release).HaveRolledOutAsync(revision).ConfigureAwait(false)
        ? await new ReleaseOutputs(release).DoneAsync(revision).ConfigureAwait(false)
        : new ProbeOutcome.NotDone();

    private static bool Deployed(ImmutableArray<ReleaseRevision> history) => history.Any(r => r.IsDeployed);
}
