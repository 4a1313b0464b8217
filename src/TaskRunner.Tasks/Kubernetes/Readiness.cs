using System.Globalization;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>How an object is, by what the API server says of it; pure.</summary>
/// <param name="State">Ready, updating, degraded, unavailable or missing.</param>
/// <param name="Reason">Why it is not ready, in the words of the cluster; empty when it is.</param>
/// <param name="IsFinal">It will not become ready by waiting: a job that failed, a rollout past its deadline.</param>
internal readonly record struct Readiness(ServiceState State, string Reason = "", bool IsFinal = false)
{
    private static readonly Readiness Ready = new(ServiceState.Ready);

    public static Readiness Of(MapValue? found) => found is null ? new(ServiceState.Missing, "it is not there")
        : ObjectRef.Text(ObjectRef.Metadata(found), "deletionTimestamp").Length > 0 ? new(ServiceState.Updating, "it is being deleted")
        : Group(found) switch
        {
            "apps/Deployment" => Deployment(found),
            "apps/StatefulSet" => StatefulSet(found),
            "apps/DaemonSet" => DaemonSet(found),
            "batch/Job" => Job(found),
            "/Pod" => Pod(found),
            "/Service" => Service(found),
            "/PersistentVolumeClaim" => Phase(found, "Bound", "Lost"),
            "/Namespace" => Phase(found, "Active", "Terminating"),
            "apiextensions.k8s.io/CustomResourceDefinition" => Established(found),
            _ => Generic(found),
        };

    /// <summary>The state of them all: missing only where nothing is there, degraded where a part is.</summary>
    public static ServiceState Together(IReadOnlyCollection<ServiceState> states) =>
        states.Count == 0 || states.All(s => s == ServiceState.Ready) ? ServiceState.Ready
        : states.All(s => s == ServiceState.Missing) ? ServiceState.Missing
        : states.Contains(ServiceState.Unavailable) ? ServiceState.Unavailable
        : states.Contains(ServiceState.Missing) || states.Contains(ServiceState.Degraded) ? ServiceState.Degraded
        : ServiceState.Updating;

    private static string Group(MapValue found)
    {
        var version = ObjectRef.Text(found, "apiVersion");
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return $"{(slash < 0 ? "" : version[..slash])}/{ObjectRef.Text(found, "kind")}";
    }

    private static Readiness Deployment(MapValue found)
    {
        if (Condition(found, "Progressing") is { } progress && ObjectRef.Text(progress, "reason") == "ProgressDeadlineExceeded")
        {
            return new(Number(found, "status", "availableReplicas", 0) > 0 ? ServiceState.Degraded : ServiceState.Unavailable, Words(progress), IsFinal: true);
        }

        var wanted = Number(found, "spec", "replicas", 1);
        return NotObserved(found) ?? Rollout(
            wanted,
            updated: Number(found, "status", "updatedReplicas", 0),
            available: Number(found, "status", "availableReplicas", 0),
            old: Number(found, "status", "replicas", 0) - Number(found, "status", "updatedReplicas", 0));
    }

    private static Readiness StatefulSet(MapValue found)
    {
        var strategy = Map(Map(found, "spec"), "updateStrategy");
        var wanted = Number(found, "spec", "replicas", 1);
        var partition = (Map(strategy, "rollingUpdate")["partition"] as NumberValue)?.AsDouble ?? 0;
        var same = ObjectRef.Text(Map(found, "status"), "currentRevision") == ObjectRef.Text(Map(found, "status"), "updateRevision");
        var byHand = ObjectRef.Text(strategy, "type") == "OnDelete";
        return NotObserved(found) ?? Rollout(
            wanted,
            updated: same || byHand ? wanted : Number(found, "status", "updatedReplicas", 0) + (long)Math.Min(partition, wanted),
            available: Number(found, "status", "readyReplicas", 0),
            old: 0);
    }

    private static Readiness DaemonSet(MapValue found)
    {
        var wanted = Number(found, "status", "desiredNumberScheduled", 0);
        var byHand = ObjectRef.Text(Map(Map(found, "spec"), "updateStrategy"), "type") == "OnDelete";
        return NotObserved(found) ?? Rollout(
            wanted,
            updated: byHand ? wanted : Number(found, "status", "updatedNumberScheduled", 0),
            available: Number(found, "status", "numberAvailable", 0),
            old: 0);
    }

    private static Readiness Job(MapValue found) =>
        Condition(found, "Failed") is { } failed && IsTrue(failed) ? new(ServiceState.Unavailable, Words(failed), IsFinal: true)
        : Condition(found, "Complete") is { } complete && IsTrue(complete) ? Ready
        : new(ServiceState.Updating, "the job has not completed");

    private static Readiness Pod(MapValue found) => ObjectRef.Text(Map(found, "status"), "phase") switch
    {
        "Succeeded" => Ready,
        "Failed" => new(ServiceState.Unavailable, "the pod failed", IsFinal: true),
        _ when Condition(found, "Ready") is { } ready && IsTrue(ready) => Ready,
        "Running" => new(ServiceState.Unavailable, "the pod runs and is not ready"),
        var phase => new(ServiceState.Updating, $"the pod is {(phase.Length > 0 ? phase : "Pending")}"),
    };

    private static Readiness Service(MapValue found)
    {
        var spec = Map(found, "spec");
        var hasAddress = Map(Map(found, "status"), "loadBalancer")["ingress"] is ListValue { Items.IsEmpty: false };
        return ObjectRef.Text(spec, "type") != "LoadBalancer" || hasAddress || spec["externalIPs"] is ListValue { Items.IsEmpty: false }
            ? Ready
            : new(ServiceState.Updating, "the load balancer has no address");
    }

    private static Readiness Phase(MapValue found, string good, string bad)
    {
        var phase = ObjectRef.Text(Map(found, "status"), "phase");
        return phase == good ? Ready : new(phase == bad ? ServiceState.Unavailable : ServiceState.Updating, $"it is {(phase.Length > 0 ? phase : "Pending")}");
    }

    private static Readiness Established(MapValue found) => Condition(found, "Established") is { } established && IsTrue(established)
        ? Ready
        : Condition(found, "NamesAccepted") is { } names && ObjectRef.Text(names, "status") == "False"
            ? new(ServiceState.Unavailable, Words(names), IsFinal: true)
            : new(ServiceState.Updating, "it is not established");

    /// <summary>What has no rules of its own is ready when it is there, unless it says by a condition <c>Ready</c> that it is not.</summary>
    private static Readiness Generic(MapValue found) => NotObserved(found) ?? (Condition(found, "Ready") is { } ready
        ? ObjectRef.Text(ready, "status") switch
        {
            "True" => Ready,
            "False" => new(ServiceState.Unavailable, Words(ready)),
            _ => new(ServiceState.Updating, Words(ready)),
        }
        : Ready);

    private static Readiness Rollout(long wanted, long updated, long available, long old) =>
        updated < wanted ? new(ServiceState.Updating, Invariant($"{updated} of {wanted} are updated"))
        : old > 0 ? new(ServiceState.Updating, Invariant($"{old} old ones are left"))
        : available >= wanted ? Ready
        : new(available == 0 ? ServiceState.Unavailable : ServiceState.Degraded, Invariant($"{available} of {wanted} are available"));

    private static Readiness? NotObserved(MapValue found) =>
        Map(found, "status")["observedGeneration"] is NumberValue observed && observed.AsDouble < Number(found, "metadata", "generation", 0)
            ? new(ServiceState.Updating, "the last change has not been seen")
            : null;

    private static MapValue? Condition(MapValue found, string type) =>
        (Map(found, "status")["conditions"] as ListValue)?.Items.OfType<MapValue>().FirstOrDefault(c => ObjectRef.Text(c, "type") == type);

    private static bool IsTrue(MapValue condition) => ObjectRef.Text(condition, "status") == "True";

    private static string Words(MapValue condition) =>
        ObjectRef.Text(condition, "message") is { Length: > 0 } message ? message : ObjectRef.Text(condition, "reason");

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;

    private static long Number(MapValue map, string part, string key, long absent) =>
        Map(map, part)[key] is NumberValue number && number.TryGetInt64(out var value) ? value : absent;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
