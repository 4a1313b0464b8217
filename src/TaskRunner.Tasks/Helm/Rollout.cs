using System.Globalization;
using TaskRunner.Services;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>
/// Whether a rollout is so far as helm itself would call it ready, pure. Between the rules of helm 3 (a rolling update may lack what its
/// <c>maxUnavailable</c> allows) and of helm 4 (nothing may lack) it takes those of helm 3, so it never waits for more than either of them.
/// </summary>
internal static class Rollout
{
    /// <param name="found">As the API server has it; null: it is not there.</param>
    /// <returns>Ready also where the author said that nobody shall wait (paused, <c>OnDelete</c>), and where it is nothing that rolls out.</returns>
    public static Readiness Of(MapValue? found)
    {
        var readiness = Readiness.Of(found);
        var isThere = found is not null && readiness.State != ServiceState.Ready && ObjectRef.Text(found, "apiVersion") == "apps/v1" && RollsOut(found);
        return isThere && !IsAllowed(found!) ? readiness : new(ServiceState.Ready);
    }

    private static bool RollsOut(MapValue found) => ObjectRef.Text(found, "kind") switch
    {
        "Deployment" => Map(found, "spec")["paused"] is not BooleanValue { Value: true },
        "StatefulSet" or "DaemonSet" => ObjectRef.Text(Map(Map(found, "spec"), "updateStrategy"), "type") is "RollingUpdate",
        _ => false,
    };

    private static bool IsAllowed(MapValue found)
    {
        var (spec, status) = (Map(found, "spec"), Map(found, "status"));
        return Number(status, "observedGeneration", 0) >= Number(Map(found, "metadata"), "generation", 0) && ObjectRef.Text(found, "kind") switch
        {
            // ready ones of the revision before must not be taken for new ones
            "Deployment" when Number(spec, "replicas", 1) is var wanted =>
                Number(status, "readyReplicas", 0) - (Number(status, "replicas", 0) - Number(status, "updatedReplicas", 0))
                    >= wanted - Missing(Map(spec, "strategy"), wanted, absent: "25%"),
            "DaemonSet" when Number(status, "desiredNumberScheduled", 0) is var wanted =>
                Number(status, "updatedNumberScheduled", 0) >= wanted
                && Number(status, "numberReady", 0) >= wanted - Missing(Map(spec, "updateStrategy"), wanted, absent: "1"),
            _ => false,
        };
    }

    /// <summary>How many a rolling update may lack; Kubernetes rounds down, but one of surge and lack must be possible.</summary>
    private static long Missing(MapValue strategy, long wanted, string absent)
    {
        var rolling = Map(strategy, "rollingUpdate");
        var most = ObjectRef.Text(strategy, "type") == "Recreate" ? 0 : Part(rolling["maxUnavailable"], wanted, absent);
        return most == 0 && rolling["maxSurge"] is NumberValue { AsDouble: 0 } ? 1 : most;
    }

    private static long Part(Value? said, long wanted, string absent)
    {
        var text = said switch { NumberValue number => number.Literal, StringValue words => words.Text, _ => absent };
        return text.EndsWith('%') && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? wanted * percent / 100
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
            : 0;
    }

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;

    private static long Number(MapValue map, string key, long absent) => map[key] is NumberValue number && number.TryGetInt64(out var value) ? value : absent;
}
