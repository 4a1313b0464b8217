using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What a release gives to the outputs of its task: itself, its values, its objects as they are.</summary>
internal sealed class ReleaseOutputs(HelmRelease release)
{
    public async ValueTask<TaskOutcome> SucceededAsync(int revision) =>
        await ReadAsync(revision).ConfigureAwait(false) is { } found
            ? new TaskOutcome.Succeeded(found.Outputs) { ServiceVersion = found.Version, ServiceFacts = found.Facts }
            : new TaskOutcome.Unknown(LocalizableString.Of("helm-gone", revision.ToString(CultureInfo.InvariantCulture)));

    public async ValueTask<ProbeOutcome> DoneAsync(int revision) =>
        await ReadAsync(revision).ConfigureAwait(false) is { } found
            ? new ProbeOutcome.Done(found.Outputs) { ServiceVersion = found.Version, ServiceFacts = found.Facts }
            : new ProbeOutcome.CannotTell(LocalizableString.Of("helm-gone", revision.ToString(CultureInfo.InvariantCulture)));

    private async ValueTask<(MapValue Outputs, string? Version, MapValue Facts)?> ReadAsync(int revision)
    {
        if (await release.Storage.ReadAsync(revision, CancellationToken.None).ConfigureAwait(false) is not { } record)
        {
            return null;
        }

        var objects = MapValue.Empty;
        foreach (var (target, found) in await new Workloads(release).ObjectsAsync(record.Manifest).ConfigureAwait(false))
        {
            objects = found is null ? objects : objects.With(target.Namespace.Length == 0 || target.Namespace == release.Space ? target.Key : $"{target.Namespace}/{target.Key}", found);
        }

        var facts = record.ToFacts();
        return (
            MapValue.Of(("release", facts), ("values", record.Values), ("objects", objects)),
            record.AppVersion.Length > 0 ? record.AppVersion : record.ChartVersion,
            facts);
    }
}
