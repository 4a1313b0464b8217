using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>What a task would change on its cluster. The server itself says so: each object is applied as a trial that is not kept.</summary>
internal sealed class Forecast(Cluster cluster, KubernetesSpec spec, TaskContext context, MessageCatalogue texts)
{
    private readonly List<string> _lines = [];
    private readonly List<PreviewProblem> _problems = [];
    private int _new;
    private int _changed;
    private int _same;
    private int _pruned;

    private string Space => spec.Namespace.Length > 0 ? spec.Namespace : cluster.Namespace;

    private CancellationToken Asked => context.Stop.Asked;

    public async ValueTask<TaskPreview> LookAsync(PreviewDepth depth)
    {
        var application = new Application(cluster, spec, context);
        if (depth == PreviewDepth.Access)
        {
            await cluster.IsNamespacedAsync(new ObjectRef("v1", "Namespace", "", Space), Asked).ConfigureAwait(false);
            return new TaskPreview(PreviewVerb.Unknown, "");
        }

        var spaces = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var source in spec.Objects)
        {
            try
            {
                await LookAsync(await application.TryPlaceAsync(source).ConfigureAwait(false), source, spaces).ConfigureAwait(false);
            }
            catch (ClusterException e)
            {
                _problems.Add(ProblemOf(e, ObjectRef.Of(source)));
            }
        }

        foreach (var target in await application.ToPruneAsync().ConfigureAwait(false))
        {
            _pruned++;
            _lines.Add($"- {target}");
        }

        return Sum();
    }

    private PreviewProblem ProblemOf(ClusterException e, ObjectRef target) => new(
        new Diagnostic("TR9403", Severity.Error, SourceSpan.None, [context.TaskName, $"{target}: {texts.Format($"kube-{e.Fault}".ToLowerInvariant(), e.Message)}"]),
        MayPass: e.Fault != ClusterFault.Invalid);

    private static string Figure(int number) => number.ToString(CultureInfo.InvariantCulture);

    private TaskPreview Sum()
    {
        var verb = _problems.Count > 0 ? PreviewVerb.Unknown
            : _new + _changed + _pruned == 0 ? PreviewVerb.Nothing
            : _changed + _same + _pruned == 0 ? PreviewVerb.Install
            : PreviewVerb.Upgrade;
        var subject = LocalizableString.Of("kube-forecast", Figure(spec.Objects.Count), Space, Figure(_new), Figure(_changed), Figure(_pruned));
        return new TaskPreview(verb, subject) { Diff = string.Join('\n', _lines), Problems = [.. _problems] };
    }

    private async ValueTask LookAsync(MapValue? placed, MapValue source, Dictionary<string, bool> spaces)
    {
        var target = ObjectRef.Of(placed ?? source);
        if (placed is null && !spec.Objects.Any(o => ObjectRef.Text(o, "kind") == "CustomResourceDefinition"))
        {
            throw new ClusterException(ClusterFault.UnknownKind, $"no matches for kind {target.Kind} in version {target.ApiVersion}");
        }

        if (placed is null || !await HasSpaceAsync(target.Namespace, spaces).ConfigureAwait(false))
        {
            AddNew(target);
            return;
        }

        var before = await cluster.GetAsync(target, Asked).ConfigureAwait(false);
        var after = await cluster.TryApplyAsync(Ownership.Marked(placed, context), spec.Forces, Asked).ConfigureAwait(false);
        if (before is null)
        {
            AddNew(target);
            return;
        }

        var changes = FieldChanges.Between(before, after);
        _ = changes.Count == 0 ? _same++ : _changed++;
        _lines.AddRange(changes.Count == 0 ? [] : [$"  {target}", .. changes.Select(c => $"{c[0]}   {c[2..]}")]);
    }

    private void AddNew(ObjectRef target)
    {
        _new++;
        _lines.Add($"+ {target}");
    }

    /// <summary>A trial in a namespace that the task itself will make would be refused.</summary>
    private async ValueTask<bool> HasSpaceAsync(string space, Dictionary<string, bool> known)
    {
        if (!known.TryGetValue(space, out var has))
        {
            var isMadeHere = (spec.CreatesNamespace && space == Space)
                || spec.Objects.Any(o => ObjectRef.Of(o) is { Kind: "Namespace", ApiVersion: "v1" } made && made.Name == space);
            has = space.Length == 0 || !isMadeHere || await cluster.GetAsync(new ObjectRef("v1", "Namespace", "", space), Asked).ConfigureAwait(false) is not null;
            known.Add(space, has);
        }

        return has;
    }
}
