using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>The objects of one task on its cluster. Every effect is a named step; between steps it only reads.</summary>
internal sealed class Application(Cluster cluster, KubernetesSpec spec, TaskContext context)
{
    private const int MostConflicts = 5;

    /// <summary>Never pruned: with it would go all objects of its kind, whoever made them.</summary>
    private const string Definition = "CustomResourceDefinition";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DefinitionLimit = TimeSpan.FromSeconds(30);

    private readonly long _started = context.Time.GetTimestamp();

    private string Space => spec.Namespace.Length > 0 ? spec.Namespace : cluster.Namespace;

    private PreImages Images => new(cluster, context, Space);

    /// <summary>What the spec says, but never so long that there is no time left to tell what is not ready.</summary>
    private TimeSpan WaitLimit => TimeSpan.FromTicks(Math.Min((spec.Timeout ?? TimeSpan.MaxValue).Ticks, (context.Limits.Timeout - context.Limits.Grace / 2).Ticks));

    private CancellationToken Asked => context.Stop.Asked;

    public async ValueTask ApplyAsync()
    {
        await EnsureNamespaceAsync().ConfigureAwait(false);
        var namespaces = spec.Objects.Where(IsNamespace).ToArray();
        foreach (var source in namespaces)
        {
            await ApplyAsync(source).ConfigureAwait(false);
        }

        var targets = new List<ObjectRef>();
        foreach (var source in spec.Objects.Except(namespaces))
        {
            targets.Add(ObjectRef.Of(await TryPlaceAsync(source).ConfigureAwait(false) ?? source));
        }

        await EffectAsync("record", async cancel => await Images.RecordAsync(targets, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (var source in spec.Objects.Except(namespaces))
        {
            await ApplyAsync(source).ConfigureAwait(false);
        }
    }

    /// <returns>The objects as they are now, by what expressions call them.</returns>
    /// <exception cref="NotReadyException">They do not become ready, or not in time.</exception>
    public async ValueTask<MapValue> SettleAsync()
    {
        while (true)
        {
            var found = await ReadAllAsync().ConfigureAwait(false);
            var waitsFor = found.Select(f => (f.Target, Is: Readiness.Of(f.Found))).Where(r => r.Is.State != ServiceState.Ready).ToArray();
            if (waitsFor.Length == 0 || !spec.Waits)
            {
                return new MapValue([.. found.Where(f => f.Found is not null).DistinctBy(f => Name(f.Target)).Select(f => new MapEntry(Name(f.Target), f.Found!))]);
            }

            var isLate = context.Time.GetElapsedTime(_started) > WaitLimit;
            if (isLate || waitsFor.Any(r => r.Is.IsFinal))
            {
                throw new NotReadyException(isLate ? WaitLimit : null, string.Join("; ", waitsFor.Select(r => $"{r.Target}: {r.Is.Reason}")));
            }

            await Task.Delay(Pause, context.Time, Asked).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes what earlier versions of the task applied and this one does not name; only what is still the task's own.</summary>
    public async ValueTask PruneAsync()
    {
        foreach (var target in await ToPruneAsync().ConfigureAwait(false))
        {
            await EffectAsync($"prune {target}", cancel => RestoreAsync(target, null, cancel)).ConfigureAwait(false);
        }
    }

    /// <summary>The last applied first; only what is there and the task's own.</summary>
    public async ValueTask<IReadOnlyList<ObjectRef>> ToPruneAsync()
    {
        var left = new List<ObjectRef>();
        var named = spec.Prunes ? await TargetsAsync().ConfigureAwait(false) : [];
        foreach (var target in spec.Prunes ? (await Images.AppliedAsync(Asked).ConfigureAwait(false)).Except(named).Where(t => t.Kind != Definition).Reverse() : [])
        {
            if (await cluster.GetAsync(target, Asked).ConfigureAwait(false) is { } found && Ownership.IsOurs(found, context))
            {
                left.Add(target);
            }
        }

        return left;
    }

    /// <summary>Puts back what this operation changed or pruned and deletes what it made; what it never came to is left alone.</summary>
    public async ValueTask RestoreAsync()
    {
        if (await Images.ReadAsync(Asked).ConfigureAwait(false) is not { } record)
        {
            return;
        }

        var named = await TargetsAsync().ConfigureAwait(false);
        foreach (var target in named.Reverse().Concat(record.Images.Select(ObjectRef.Of).Except(named)))
        {
            var image = record.Images.FirstOrDefault(i => ObjectRef.Of(i) == target);
            await EffectAsync($"restore {target}", cancel => RestoreAsync(target, image, cancel)).ConfigureAwait(false);
        }

        await EffectAsync("forget", Images.UndoneAsync).ConfigureAwait(false);
    }

    /// <summary>Deletes what is ours, also of earlier versions; a namespace is never deleted, for others may live in it.</summary>
    public async ValueTask RemoveAsync()
    {
        var named = await TargetsAsync().ConfigureAwait(false);
        var left = (await Images.AppliedAsync(Asked).ConfigureAwait(false)).Except(named);
        foreach (var target in named.Concat(left).Reverse())
        {
            await EffectAsync($"delete {target}", cancel => RestoreAsync(target, null, cancel)).ConfigureAwait(false);
        }

        await EffectAsync("forget", Images.ForgetAsync).ConfigureAwait(false);
    }

    /// <summary>Done when every object says this operation put it there, not done when nothing was recorded and none does.</summary>
    public async ValueTask<ProbeOutcome> ProbeAsync()
    {
        var found = await ReadAllAsync().ConfigureAwait(false);
        var applied = found.Count(f => f.Found is not null && Ownership.IsOfThisOperation(f.Found, context));
        if (applied == found.Count)
        {
            return new ProbeOutcome.Done(MapValue.Of(("objects", await SettleAsync().ConfigureAwait(false))));
        }

        return applied == 0 && await Images.ReadAsync(Asked).ConfigureAwait(false) is null
            ? new ProbeOutcome.NotDone()
            : new ProbeOutcome.CannotTell($"{applied} of {found.Count} objects are applied");
    }

    public async ValueTask<ServiceState> StatusAsync() =>
        Readiness.Together([.. (await ReadAllAsync().ConfigureAwait(false)).Select(f => Readiness.Of(f.Found).State)]);

    private static bool IsNamespace(MapValue source) => ObjectRef.Text(source, "kind") == "Namespace" && ObjectRef.Text(source, "apiVersion") == "v1";

    /// <summary>Without what the server adds.</summary>
    public static MapValue Bare(MapValue image)
    {
        string[] ofTheServer = ["resourceVersion", "uid", "creationTimestamp", "generation", "managedFields", "selfLink"];
        return image.Without("status").With("metadata", ofTheServer.Aggregate(ObjectRef.Metadata(image), (metadata, key) => metadata.Without(key)));
    }

    /// <summary>Outside the task's namespace the namespace is part of the name.</summary>
    private string Name(ObjectRef target) =>
        target.Namespace.Length == 0 || target.Namespace == Space ? target.Key : $"{target.Namespace}/{target.Key}";

    private async ValueTask EffectAsync(string step, Func<CancellationToken, ValueTask> effect) =>
        await context.Steps.EffectAsync(step, async cancel =>
        {
            await effect(cancel).ConfigureAwait(false);
            return Value.Null;
        }).ConfigureAwait(false);

    /// <summary>What the spec names but for namespaces, of kinds the server knows.</summary>
    private async ValueTask<IReadOnlyList<ObjectRef>> TargetsAsync()
    {
        var targets = new List<ObjectRef>();
        foreach (var source in spec.Objects.Where(o => !IsNamespace(o)))
        {
            if (await TryPlaceAsync(source).ConfigureAwait(false) is { } placed)
            {
                targets.Add(ObjectRef.Of(placed));
            }
        }

        return targets;
    }

    private async ValueTask EnsureNamespaceAsync()
    {
        var target = new ObjectRef("v1", "Namespace", "", Space);
        if (spec.CreatesNamespace && await cluster.GetAsync(target, Asked).ConfigureAwait(false) is null)
        {
            var source = MapValue.Of(
                ("apiVersion", new StringValue("v1")),
                ("kind", new StringValue("Namespace")),
                ("metadata", MapValue.Of(("name", new StringValue(Space)))));
            await EffectAsync($"create {target}", async cancel => await cluster.ApplyAsync(source, force: false, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async ValueTask ApplyAsync(MapValue source)
    {
        var placed = await PlaceAsync(source).ConfigureAwait(false);
        await EffectAsync(
            $"apply {ObjectRef.Of(placed)}",
            async cancel => await cluster.ApplyAsync(Ownership.Marked(placed, context), spec.Forces, cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async ValueTask RestoreAsync(ObjectRef target, MapValue? image, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var found = await cluster.GetAsync(target, cancellationToken).ConfigureAwait(false);
            try
            {
                await RestoreAsync(target, found, image, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ClusterException e) when (e.Fault is ClusterFault.Conflict or ClusterFault.AlreadyExists && conflicts < MostConflicts)
            {
                // It changed between the look and the deed, so look again.
            }
        }
    }

    private async ValueTask RestoreAsync(ObjectRef target, MapValue? found, MapValue? image, CancellationToken cancellationToken)
    {
        if (found is null && image is not null)
        {
            await cluster.CreateAsync(Bare(image), cancellationToken).ConfigureAwait(false);
        }
        else if (found is not null && image is not null && Ownership.IsOfThisOperation(found, context))
        {
            var bare = Bare(image);
            var version = ObjectRef.Metadata(found)["resourceVersion"]!;
            await cluster.ReplaceAsync(bare.With("metadata", ObjectRef.Metadata(bare).With("resourceVersion", version)), cancellationToken).ConfigureAwait(false);
        }
        else if (found is not null && image is null && Ownership.IsOurs(found, context))
        {
            await cluster.DeleteAsync(target, ObjectRef.Text(ObjectRef.Metadata(found), "uid"), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<List<(ObjectRef Target, MapValue? Found)>> ReadAllAsync()
    {
        var all = new List<(ObjectRef, MapValue?)>();
        foreach (var source in spec.Objects)
        {
            var placed = await TryPlaceAsync(source).ConfigureAwait(false);
            var target = ObjectRef.Of(placed ?? source);
            all.Add((target, placed is null ? null : await cluster.GetAsync(target, Asked).ConfigureAwait(false)));
        }

        return all;
    }

    /// <summary>With its namespace; null where the server knows no such kind.</summary>
    public async ValueTask<MapValue?> TryPlaceAsync(MapValue source)
    {
        try
        {
            var target = ObjectRef.Of(source);
            return target.Namespace.Length == 0 && await cluster.IsNamespacedAsync(target, Asked).ConfigureAwait(false)
                ? source.With("metadata", ObjectRef.Metadata(source).With("namespace", new StringValue(Space)))
                : source;
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.UnknownKind)
        {
            return null;
        }
    }

    /// <summary>A kind whose definition was applied a moment ago is known a moment later.</summary>
    private async ValueTask<MapValue> PlaceAsync(MapValue source)
    {
        var begun = context.Time.GetTimestamp();
        var isDefinedHere = spec.Objects.Any(o => ObjectRef.Text(o, "kind") == Definition);
        while (true)
        {
            if (await TryPlaceAsync(source).ConfigureAwait(false) is { } placed)
            {
                return placed;
            }

            if (!isDefinedHere || context.Time.GetElapsedTime(begun) > DefinitionLimit)
            {
                var target = ObjectRef.Of(source);
                throw new ClusterException(ClusterFault.UnknownKind, $"no matches for kind {target.Kind} in version {target.ApiVersion}");
            }

            await Task.Delay(Pause, context.Time, Asked).ConfigureAwait(false);
        }
    }
}
