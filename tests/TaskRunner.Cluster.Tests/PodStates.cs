using System.Globalization;
using System.Text.Json.Nodes;

namespace TaskRunner.ClusterTests;

/// <summary>The status a kubelet would report of a pod.</summary>
internal static class PodStates
{
    private static int _addresses;

    public static string Now() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Of(JsonNode pod, string behaviour)
    {
        var isReady = behaviour == "ready";
        var address = string.Create(CultureInfo.InvariantCulture, $"10.244.{(Interlocked.Increment(ref _addresses) / 250) % 250}.{(_addresses % 250) + 1}");
        return new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["phase"] = behaviour switch { "pullerror" => "Pending", "succeed" => "Succeeded", "fail" => "Failed", _ => "Running" },
                ["conditions"] = new JsonArray(
                    Condition("Initialized", true), Condition("Ready", isReady), Condition("ContainersReady", isReady), Condition("PodScheduled", true)),
                ["containerStatuses"] = new JsonArray([.. pod["spec"]!["containers"]!.AsArray().Select(c => Container(c!, behaviour))]),
                ["hostIP"] = "127.0.0.1",
                ["podIP"] = address,
                ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }),
                ["startTime"] = Now(),
            },
        };
    }

    private static JsonObject Condition(string type, bool isTrue) =>
        new() { ["type"] = type, ["status"] = isTrue ? "True" : "False", ["lastTransitionTime"] = Now() };

    private static JsonObject Container(JsonNode container, string behaviour) => new()
    {
        ["name"] = container["name"]!.ToString(),
        ["image"] = container["image"]!.ToString(),
        ["imageID"] = "",
        ["ready"] = behaviour == "ready",
        ["started"] = behaviour is "ready" or "notready",
        ["restartCount"] = behaviour == "crash" ? 1 : 0,
        ["state"] = State(container["image"]!.ToString(), behaviour),
    };

    private static JsonObject State(string image, string behaviour) => behaviour switch
    {
        "crash" => new() { ["waiting"] = Words("CrashLoopBackOff", "back-off 10s restarting failed container") },
        "pullerror" => new() { ["waiting"] = Words("ImagePullBackOff", $"Back-off pulling image \"{image}\"") },
        "succeed" => new() { ["terminated"] = Ended(0, "Completed", "") },
        "fail" => new() { ["terminated"] = Ended(1, "Error", "failed on purpose") },
        _ => new() { ["running"] = new JsonObject { ["startedAt"] = Now() } },
    };

    private static JsonObject Words(string reason, string message) => new() { ["reason"] = reason, ["message"] = message };

    private static JsonObject Ended(int code, string reason, string message) =>
        new() { ["exitCode"] = code, ["reason"] = reason, ["message"] = message, ["startedAt"] = Now(), ["finishedAt"] = Now() };
}
