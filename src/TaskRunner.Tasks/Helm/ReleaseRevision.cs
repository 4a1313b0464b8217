using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>
/// One revision of a release by the labels of its Secret. Those of ours say which attempt made it, as which revision, in which
/// operation; helm hands labels on to later revisions, so only where the revision is the one they name they are the truth.
/// </summary>
internal sealed record ReleaseRevision(int Number, string Status, DateTimeOffset Since, string Attempt, string Marked, string Operation, string RolledBackBy)
{
    public const string AttemptLabel = "taskrunner-attempt";
    public const string RevisionLabel = "taskrunner-revision";
    public const string OperationLabel = "taskrunner-operation";
    public const string RollbackLabel = "taskrunner-rollback";

    public bool IsPending => Status.StartsWith("pending-", StringComparison.Ordinal);

    public bool IsDeployed => Status == "deployed";

    public bool IsOfAttempt(string attempt) => Attempt == attempt && Marked == Text(Number);

    /// <summary>Made by an attempt of this task in this operation: by a dead one, for attempts follow each other.</summary>
    public bool IsOfOperation(TaskContext context) => Operation == OperationOf(context) && Marked == Text(Number);

    public static ReleaseRevision Of(MapValue metadata)
    {
        var labels = metadata["labels"] as MapValue ?? MapValue.Empty;
        var since = ObjectRef.Text(labels, "modifiedAt") is { Length: > 0 } modified ? modified : ObjectRef.Text(labels, "createdAt");
        return new ReleaseRevision(
            int.TryParse(ObjectRef.Text(labels, "version"), CultureInfo.InvariantCulture, out var number) ? number : 0,
            ObjectRef.Text(labels, "status"),
            long.TryParse(since, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default,
            ObjectRef.Text(labels, AttemptLabel),
            ObjectRef.Text(labels, RevisionLabel),
            ObjectRef.Text(labels, OperationLabel),
            ObjectRef.Text(labels, RollbackLabel));
    }

    /// <summary>The argument of <c>--labels</c>.</summary>
    public static string LabelsFor(TaskContext context, int revision) =>
        $"{AttemptLabel}={context.AttemptId},{RevisionLabel}={Text(revision)},{OperationLabel}={OperationOf(context)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A hash, for a name of a task may hold what a label may not.</summary>
    private static string OperationOf(TaskContext context) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{context.Installation}/{context.Key}")).AsSpan(0, 10));
}
