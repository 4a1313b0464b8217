using System.Security.Cryptography;
using System.Text;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>
/// How the objects of a task were before an operation touched them, kept in a Secret beside them: it may hold secrets, any host must be
/// able to undo, and it is written before the first object changes. One for each task; that of an earlier operation is replaced.
/// </summary>
internal sealed class PreImages(Cluster cluster, TaskContext context, string space)
{
    private readonly ObjectRef _place = new("v1", "Secret", space, NameOf(context));

    /// <summary>Null where this operation has recorded nothing: then it has changed nothing.</summary>
    public async ValueTask<OperationRecord?> ReadAsync(CancellationToken cancellationToken) =>
        await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false) is { } secret && IsOfThisOperation(secret) ? OperationRecord.Of(secret) : null;

    /// <summary>The objects the task has by now, whichever operation applied them.</summary>
    public async ValueTask<IReadOnlyList<ObjectRef>> AppliedAsync(CancellationToken cancellationToken) =>
        await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false) is { } secret ? OperationRecord.Of(secret).Applied : [];

    /// <summary>Once for an operation: what a second attempt finds is already the work of the first.</summary>
    public async ValueTask RecordAsync(IReadOnlyList<ObjectRef> targets, CancellationToken cancellationToken)
    {
        var secret = await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false);
        if (secret is not null && IsOfThisOperation(secret))
        {
            return;
        }

        var before = secret is null ? [] : OperationRecord.Of(secret).Applied;
        var images = new List<MapValue>();
        foreach (var target in targets)
        {
            if (await OrNoneAsync(target, cancellationToken).ConfigureAwait(false) is { } found)
            {
                images.Add(found);
            }
        }

        var left = new List<ObjectRef>();
        foreach (var target in before.Except(targets))
        {
            if (await OrNoneAsync(target, cancellationToken).ConfigureAwait(false) is { } found && Ownership.IsOurs(found, context))
            {
                images.Add(found);
                left.Add(target);
            }
        }

        var record = new OperationRecord(images, [.. targets, .. left], before).ToSecret(_place, context);
        _ = secret is null
            ? await cluster.CreateAsync(record, cancellationToken).ConfigureAwait(false)
            : await cluster.ReplaceAsync(record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After a rollback: nothing is to be undone any more, and the task has the objects it had before.</summary>
    public async ValueTask UndoneAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { Before.Count: > 0 } record)
        {
            await ForgetAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // Of no operation: a rollback that is repeated must not find it.
        var undone = new OperationRecord([], record.Before, []).ToSecret(_place, context with { Key = "" });
        await cluster.ReplaceAsync(undone, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        if (await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false) is { } secret)
        {
            await cluster.DeleteAsync(_place, ObjectRef.Text(ObjectRef.Metadata(secret), "uid"), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A hash, for a name of a task may hold what a name of an object may not.</summary>
    private static string NameOf(TaskContext context) =>
        "taskrunner." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Ownership.TaskOf(context))).AsSpan(0, 10));

    /// <summary>A kind the server does not know yet has no objects.</summary>
    private async ValueTask<MapValue?> OrNoneAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.GetAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.UnknownKind)
        {
            return null;
        }
    }

    private bool IsOfThisOperation(MapValue secret) => Ownership.IsOfThisOperation(secret, context);
}
