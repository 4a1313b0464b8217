using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Processes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What an upgrade would change, and what stands in its way. Reads the cluster and has helm render the chart.</summary>
internal sealed class ReleasePreview(TaskContext context, PreviewDepth depth, MessageCatalogue texts)
{
    private static readonly Version Oldest = new(3, 13);

    public async ValueTask<TaskPreview> LookAsync()
    {
        if (HelmProgram.Find(context.HostEnvironment) is null)
        {
            return Stopped(Problems.NoHelm(context.HostEnvironment, Problems.Sought(context.HostEnvironment)));
        }

        try
        {
            using var release = await HelmRelease.OpenAsync(context, texts).ConfigureAwait(false);
            var history = await release.Storage.HistoryAsync(context.Stop.Asked).ConfigureAwait(false);
            var old = await new OldRelease(release).LookAsync().ConfigureAwait(false);
            var seen = Told(old, await SeenAsync(release, history).ConfigureAwait(false));
            return depth == PreviewDepth.Access || seen.Problems.Length > 0 ? seen : await RenderAsync(release, history, old, seen).ConfigureAwait(false);
        }
        catch (ClusterException e)
        {
            return Stopped(HelmWords.Of(e));
        }
        catch (RefusedException e)
        {
            return Stopped(e.Diagnostics[0]);
        }
        catch (InvalidDataException e)
        {
            return Stopped(new Diagnostic("TR9630", Severity.Error, SourceSpan.None, [e.Message]));
        }
    }

    private static TaskPreview Stopped(Diagnostic problem) => new(PreviewVerb.Unknown, "") { Problems = [new PreviewProblem(problem, MayPass: true)] };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<TaskPreview> SeenAsync(HelmRelease release, ImmutableArray<ReleaseRevision> history)
    {
        var name = $"{release.Spec.Release} ({release.Space})";
        if (history.IsEmpty)
        {
            var hasSpace = release.Spec.CreatesNamespace
                || await release.Cluster.GetAsync(new ObjectRef("v1", "Namespace", "", release.Space), context.Stop.Asked).ConfigureAwait(false) is not null;
            return new TaskPreview(PreviewVerb.Install, name)
            {
                Problems = hasSpace ? [] : [new PreviewProblem(Problems.NoNamespace(release.Space), MayPass: true)],
            };
        }

        var last = history[^1];
        var pending = release.PendingProblem(last) with { Severity = Severity.Warning }; // the run waits for it
        return new TaskPreview(PreviewVerb.Upgrade, name)
        {
            Notes = last.IsPending ? [LocalizableString.Of(pending)] : [],
        };
    }

    /// <summary>Exactly the records that are written and removed, before what helm 3 then does.</summary>
    private static TaskPreview Told(TakeOverPlan old, TaskPreview seen) => seen with
    {
        Verb = old.Writes.Count > 0 ? PreviewVerb.Upgrade : seen.Verb,
        Notes = [.. seen.Notes, .. old.Notes, .. old.Lines().Select(LocalizableString.FromString)],
    };

    private async ValueTask<TaskPreview> RenderAsync(HelmRelease release, ImmutableArray<ReleaseRevision> history, TakeOverPlan old, TaskPreview seen)
    {
        var id = $"plan-{Guid.NewGuid():n}";
        using var values = ValuesFile.Create(context, id, release.Spec.Values);
        var (version, tooOld) = await VersionAsync(release, values.Folder).ConfigureAwait(false);
        if (tooOld is not null)
        {
            return seen with { Problems = [new PreviewProblem(tooOld, MayPass: true)] };
        }

        var rendered = await release.Helm.LookAsync(values.Folder, "template", Arguments(release, values.FullPath, version, isUpgrade: !history.IsEmpty || old.Writes.Count > 0)).ConfigureAwait(false);
        if (rendered.Ended is not ProcessOutcome.Exited { Code: 0 })
        {
            var problem = AtALook(HelmWords.Of(rendered.Error, rendered.Ended));
            return seen with { Problems = [new PreviewProblem(problem, MayPass: problem.Code is not ("TR9616" or "TR9619" or "TR9622"))] };
        }

        var last = history.LastOrDefault(r => !r.IsPending);
        var before = old.Writes.Count > 0 ? new ReleaseRecord(old.Newest!.Release)
            : last is null ? null
            : await release.Storage.ReadAsync(last.Number, context.Stop.Asked).ConfigureAwait(false);
        return depth == PreviewDepth.Differences
            ? Differences(seen, await ChartAsync(release, values.Folder).ConfigureAwait(false), before, rendered.Output, old.ChangesNothing)
            : seen;
    }

    /// <summary>A chart of a registry is asked for by helm, which has it at hand by now.</summary>
    private static async ValueTask<ChartFacts> ChartAsync(HelmRelease release, string folder)
    {
        if (!HelmSpec.IsRemote(release.Spec.Chart))
        {
            return ChartFacts.Of(release.Spec);
        }

        var said = await release.Helm.LookAsync(folder, "chart", ["show", "chart", .. release.Spec.Source()]).ConfigureAwait(false);
        return said.Ended is ProcessOutcome.Exited { Code: 0 } ? ChartFacts.Read(said.Output, release.Spec) : ChartFacts.Of(release.Spec);
    }

    private TaskPreview Differences(TaskPreview seen, ChartFacts chart, ReleaseRecord? before, string rendered, bool keepsRecords)
    {
        var diff = new ManifestDiff(OldSecrets.Of(context.SealedSpec?["values"] as MapValue, before?.Config)).Of(before?.Manifest ?? "", rendered);
        var versions = before is null || before.ChartVersion == chart.Version ? chart.Version : $"{before.ChartVersion} → {chart.Version}";
        var subject = LocalizableString.Of("helm-preview", seen.Subject, $"{chart.Name} {versions}".Trim(), before is null ? "1" : $"{Text(before.Revision)} → {Text(before.Revision + 1)}");
        var isSame = keepsRecords && before is { Status: "deployed" } && diff.Length == 0 && before.ChartVersion == chart.Version;
        return seen with { Verb = isSame ? PreviewVerb.Nothing : seen.Verb, Subject = subject, Diff = diff };
    }

    /// <summary>Of the helm that is found, or what is wrong with it.</summary>
    private async ValueTask<(Version Version, Diagnostic? Problem)> VersionAsync(HelmRelease release, string folder)
    {
        var said = await release.Helm.LookAsync(folder, "version", "version", "--template", "{{.Version}}").ConfigureAwait(false);
        return said.Ended is not ProcessOutcome.Exited { Code: 0 } ? (Oldest, AtALook(HelmWords.Of(said.Error, said.Ended)))
            : Version.TryParse(said.Output.Trim().TrimStart('v').Split('-', '+')[0], out var version) && version >= Oldest ? (version, null)
            : (Oldest, Problems.TooOld(OneLine.Of(said.Output)));
    }

    /// <summary>A look leaves no log.</summary>
    private static Diagnostic AtALook(Diagnostic problem) => problem.Code == "TR9627" ? problem with { Code = "TR9628" } : problem;

    private static IEnumerable<string> Arguments(HelmRelease release, string values, Version version, bool isUpgrade)
    {
        var spec = release.Spec;
        return
        [
            "template", spec.Release, .. spec.Source(), "--namespace", release.Space, "--no-hooks",
            version.Major == 3 ? "--validate" : "--dry-run=server",
            .. isUpgrade ? (string[])["--is-upgrade"] : [],
            .. spec.ValuesFiles.SelectMany(f => (string[])["--values", f]),
            "--values", values,
            .. release.Helm.Access(),
        ];
    }
}
