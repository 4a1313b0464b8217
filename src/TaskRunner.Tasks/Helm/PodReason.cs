using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>Why a pod is not ready, in the cluster's words; pure.</summary>
internal static class PodReason
{
    public static string Of(MapValue pod)
    {
        var status = pod["status"] as MapValue ?? MapValue.Empty;
        var containers = Maps(status, "initContainerStatuses").Concat(Maps(status, "containerStatuses"));
        foreach (var state in containers.Select(c => c["state"] as MapValue ?? MapValue.Empty))
        {
            if ((state["waiting"] ?? state["terminated"]) is MapValue why && ObjectRef.Text(why, "reason") is { Length: > 0 } and not "Completed")
            {
                return Join(why);
            }
        }

        return Maps(status, "conditions").FirstOrDefault(c => ObjectRef.Text(c, "status") == "False") is { } condition ? Join(condition)
            : ObjectRef.Text(status, "phase") is { Length: > 0 } phase ? phase
            : "Pending";
    }

    private static string Join(MapValue why) => string.Join(": ", ((string[])[
        ObjectRef.Text(why, "reason") is { Length: > 0 } reason ? reason : ObjectRef.Text(why, "type"), ObjectRef.Text(why, "message")]).Where(t => t.Length > 0));

    private static IEnumerable<MapValue> Maps(MapValue map, string key) => (map[key] as ListValue)?.Items.OfType<MapValue>() ?? [];
}
