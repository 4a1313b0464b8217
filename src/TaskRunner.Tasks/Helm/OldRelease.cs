using System.Globalization;
using TaskRunner.Tasks.Helm2;

namespace TaskRunner.Tasks.Helm;

/// <summary>What helm 2 has of the release: taken over before helm goes on with it, put back when that is undone.</summary>
internal sealed class OldRelease(HelmRelease release)
{
    public ValueTask<TakeOverPlan> LookAsync() =>
        new Detection(release.Cluster, release.Spec.Helm2, release.Spec.Release, release.Space).LookAsync(release.Asked);

    public async ValueTask TakeOverAsync()
    {
        var plan = await LookAsync().ConfigureAwait(false);
        if (plan.ChangesNothing)
        {
            return;
        }

        foreach (var note in plan.Notes.Select(n => n.In(release.Texts)).Concat(plan.Lines()))
        {
            release.Note(note);
        }

        await new TakeOver(release.Cluster).RunAsync(plan, release.Context).ConfigureAwait(false);
        release.Note(release.Texts.Format(
            "helm2-taken-over", plan.Writes.Count.ToString(CultureInfo.InvariantCulture), release.Spec.Release, plan.From!.ToString()));
    }

    public ValueTask RestoreAsync() => new TakeOver(release.Cluster).RestoreAsync(release.Context);
}
