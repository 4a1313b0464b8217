using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace TaskRunner.ClusterTests;

/// <summary>
/// Plays the one node of the cluster and what a cloud adds: pods start and become ready or do not, claims are bound, load balancers
/// and ingresses get addresses. What a pod does is said by its annotations, also later while it lives:
/// <c>fake-kubelet/behaviour: ready|notready|crash|pullerror|unscheduled|succeed|fail</c> (default: <c>succeed</c> where the pod is not
/// restarted, so that Jobs complete, else <c>ready</c>) and <c>fake-kubelet/delay-ms</c>, how long after it was bound.
/// </summary>
internal sealed class SimulatedNode : IDisposable
{
    private const string Name = "simulated-node";
    private const string Merge = "application/merge-patch+json";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, string> _shown = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = [];

    /// <param name="server">The API server.</param>
    /// <param name="token">Of the administrator.</param>
    /// <param name="certificate">The very one of the server, which signed it itself.</param>
    public SimulatedNode(Uri server, string token, X509Certificate2 certificate)
    {
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown) } };
        _http = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task RunAsync(CancellationToken ended)
    {
        await RegisterAsync(ended);
        await Task.WhenAll(
            WatchAsync("/api/v1/pods", PlayAsync, ended),
            WatchAsync("/api/v1/persistentvolumeclaims", BindAsync, ended),
            WatchAsync("/api/v1/services", GiveAddressAsync, ended),
            WatchAsync("/apis/networking.k8s.io/v1/ingresses", GiveAddressAsync, ended));
    }

    public void Dispose() => _http.Dispose();

    private static string PathOf(JsonNode found, string collection) =>
        $"{collection[..collection.LastIndexOf('/')]}/namespaces/{found["metadata"]!["namespace"]}/{collection[(collection.LastIndexOf('/') + 1)..]}/{found["metadata"]!["name"]}";

    private async Task RegisterAsync(CancellationToken ended)
    {
        var room = JsonNode.Parse("""{"cpu":"64","memory":"256Gi","pods":"1000","ephemeral-storage":"1Ti"}""")!;
        var ready = new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["lastTransitionTime"] = PodStates.Now() };
        await SendAsync(HttpMethod.Post, "/api/v1/nodes", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = Name } }, ended);
        await SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{Name}/status", new JsonObject
        {
            ["status"] = new JsonObject { ["capacity"] = room, ["allocatable"] = room.DeepClone(), ["conditions"] = new JsonArray(ready) },
        }, ended);

        // Admission taints a new node as not ready; the controller that would take the taint away does not run.
        await SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{Name}", new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } }, ended);
    }

    /// <summary>Lists, then follows; when the stream ends, begins anew.</summary>
    private async Task WatchAsync(string collection, Func<JsonNode, string, CancellationToken, Task> act, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var list = await ReadAsync(collection, ended);
                var under = list["items"]!.AsArray().Select(i => act(i!, PathOf(i!, collection), ended)).ToList();
                await using var stream = await _http.GetStreamAsync(new Uri($"{collection}?watch=1&resourceVersion={list["metadata"]!["resourceVersion"]}", UriKind.Relative), ended);
                using var lines = new StreamReader(stream);
                while (await lines.ReadLineAsync(ended) is { } line && JsonNode.Parse(line) is { } change && change["type"]!.ToString() != "ERROR")
                {
                    if (change["type"]!.ToString() != "DELETED")
                    {
                        under.RemoveAll(t => t.IsCompletedSuccessfully);
                        under.Add(act(change["object"]!, PathOf(change["object"]!, collection), ended));
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(Pause, ended)); // the server is busy, or going down with the tests
            }
        }
    }

    private async Task PlayAsync(JsonNode pod, string path, CancellationToken ended)
    {
        var metadata = pod["metadata"]!;
        var uid = metadata["uid"]!.ToString();
        if (metadata["deletionTimestamp"] is not null)
        {
            await SendAsync(HttpMethod.Delete, path, new JsonObject { ["gracePeriodSeconds"] = 0, ["preconditions"] = new JsonObject { ["uid"] = uid } }, ended);
            return;
        }

        var isRestarted = pod["spec"]!["restartPolicy"]?.ToString() is not ("Never" or "OnFailure");
        var behaviour = metadata["annotations"]?["fake-kubelet/behaviour"]?.ToString() ?? (isRestarted ? "ready" : "succeed");
        if (behaviour == "unscheduled" || (_shown.TryGetValue(uid, out var shown) && shown == behaviour))
        {
            return;
        }

        _shown[uid] = behaviour;
        if (pod["spec"]!["nodeName"] is null)
        {
            await SendAsync(HttpMethod.Post, path + "/binding", new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Binding",
                ["metadata"] = new JsonObject { ["name"] = metadata["name"]!.ToString() },
                ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = Name },
            }, ended);
        }

        await Task.Delay(int.Parse(metadata["annotations"]?["fake-kubelet/delay-ms"]?.ToString() ?? "0", CultureInfo.InvariantCulture), ended);
        await ShowAsync(pod, path, behaviour, ended);
    }

    /// <summary>One after the other, else an older state could arrive after the newer one and stay.</summary>
    private async Task ShowAsync(JsonNode pod, string path, string behaviour, CancellationToken ended)
    {
        var uid = pod["metadata"]!["uid"]!.ToString();
        var turn = _turns.GetOrAdd(uid, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(ended);
        try
        {
            if (_shown[uid] == behaviour)
            {
                await SendAsync(HttpMethod.Patch, path + "/status", PodStates.Of(pod, behaviour), ended);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task BindAsync(JsonNode claim, string path, CancellationToken ended)
    {
        if (claim["status"]?["phase"]?.ToString() != "Bound")
        {
            await SendAsync(HttpMethod.Patch, path + "/status", JsonNode.Parse("""{"status":{"phase":"Bound"}}""")!, ended);
        }
    }

    private async Task GiveAddressAsync(JsonNode found, string path, CancellationToken ended)
    {
        var asks = found["kind"]?.ToString() == "Ingress" || found["spec"]!["rules"] is not null || found["spec"]!["type"]?.ToString() == "LoadBalancer";
        if (asks && found["status"]?["loadBalancer"]?["ingress"] is null)
        {
            await SendAsync(HttpMethod.Patch, path + "/status", JsonNode.Parse("""{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}""")!, ended);
        }
    }

    private async Task<JsonNode> ReadAsync(string path, CancellationToken ended) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), ended))!;

    /// <summary>A refusal means that the object is gone, or is as it shall be already: what comes next tells.</summary>
    private async Task SendAsync(HttpMethod method, string path, JsonNode body, CancellationToken ended)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, method == HttpMethod.Patch ? Merge : "application/json"),
        };
        using var response = await _http.SendAsync(request, ended);
    }
}
