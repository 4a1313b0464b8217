using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>
/// The API of one cluster for objects of any kind, as values. A request that fails says why in a <see cref="ClusterException"/>;
/// only an object that is not there is a null.
/// </summary>
internal sealed class Cluster : IDisposable
{
    /// <summary>Under this name the API server notes which fields are ours.</summary>
    public const string FieldManager = "taskrunner";

    private const string Json = "application/json";
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly Dictionary<(string ApiVersion, string Kind), Resource> _resources = [];

    private Cluster(KubeConfig config)
    {
        (Server, Namespace) = (config.Server, config.Namespace);
        _http = new HttpClient(Transport(config)) { Timeout = RequestLimit };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(FieldManager);
        _http.DefaultRequestHeaders.Authorization = config.Token.Length > 0 ? new AuthenticationHeaderValue("Bearer", config.Token)
            : config.Basic.Length > 0 ? new AuthenticationHeaderValue("Basic", config.Basic)
            : null;
    }

    /// <summary>Where a kind of object lives.</summary>
    private sealed record Resource(string Root, string Plural, bool IsNamespaced);

    public Uri Server { get; }

    /// <summary>The namespace of the context.</summary>
    public string Namespace { get; }

    public static async ValueTask<Cluster> ConnectAsync(
        string kubeconfig, string context, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var config = KubeConfig.Load(kubeconfig, context, environment);
        return new Cluster(await ExecCredential.ResolveAsync(config, environment, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<bool> IsNamespacedAsync(ObjectRef target, CancellationToken cancellationToken) =>
        (await ResourceAsync(target, cancellationToken).ConfigureAwait(false)).IsNamespaced;

    public async ValueTask<MapValue?> GetAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        var path = await PathAsync(target, cancellationToken).ConfigureAwait(false);
        return await OrNoneAsync(() => SendAsync(HttpMethod.Get, path, null, Json, cancellationToken)).ConfigureAwait(false);
    }

    /// <param name="collection">Says kind and namespace; an empty namespace means all.</param>
    /// <param name="labels">A selector.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The objects, with the kind and version a list leaves out.</returns>
    public ValueTask<IReadOnlyList<MapValue>> ListAsync(ObjectRef collection, string labels, CancellationToken cancellationToken) =>
        ListAsync(collection, labels, Json, cancellationToken);

    /// <summary>As <see cref="ListAsync(ObjectRef, string, CancellationToken)"/>, of each object only its metadata: contents may be many and large.</summary>
    public ValueTask<IReadOnlyList<MapValue>> ListMetadataAsync(ObjectRef collection, string labels, CancellationToken cancellationToken) =>
        ListAsync(collection, labels, "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", cancellationToken);

    public async ValueTask<MapValue> CreateAsync(MapValue source, CancellationToken cancellationToken)
    {
        var path = await PathAsync(ObjectRef.Of(source) with { Name = "" }, cancellationToken).ConfigureAwait(false);
        return await SendAsync(HttpMethod.Post, $"{path}?fieldManager={FieldManager}", source, Json, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Server-side apply. Fields another manager owns are a conflict unless <paramref name="force"/>.</summary>
    public ValueTask<MapValue> ApplyAsync(MapValue source, bool force, CancellationToken cancellationToken, string manager = FieldManager) =>
        ApplyAsync(source, force, $"fieldManager={manager}", cancellationToken);

    /// <summary>What <see cref="ApplyAsync(MapValue, bool, CancellationToken, string)"/> would make of the object; nothing is kept.</summary>
    public ValueTask<MapValue> TryApplyAsync(MapValue source, bool force, CancellationToken cancellationToken) =>
        ApplyAsync(source, force, $"fieldManager={FieldManager}&dryRun=All", cancellationToken);

    /// <summary>Puts the whole object in the place of the one that is there; refused if that changed since it was read.</summary>
    public async ValueTask<MapValue> ReplaceAsync(MapValue source, CancellationToken cancellationToken)
    {
        var path = await PathAsync(ObjectRef.Of(source), cancellationToken).ConfigureAwait(false);
        return await SendAsync(HttpMethod.Put, $"{path}?fieldManager={FieldManager}", source, Json, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the very object that has the uid; one that is gone, or another of its name, is left as it is.</summary>
    public async ValueTask DeleteAsync(ObjectRef target, string uid, CancellationToken cancellationToken)
    {
        var path = await PathAsync(target, cancellationToken).ConfigureAwait(false);
        var options = MapValue.Of(
            ("apiVersion", new StringValue("v1")),
            ("kind", new StringValue("DeleteOptions")),
            ("propagationPolicy", new StringValue("Background")),
            ("preconditions", MapValue.Of(("uid", new StringValue(uid)))));
        await OrNoneAsync(() => SendAsync(HttpMethod.Delete, path, options, Json, cancellationToken)).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Transport(KubeConfig config)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectLimit, AutomaticDecompression = DecompressionMethods.GZip };
        var tls = handler.SslOptions;
        tls.TargetHost = config.ServerName.Length > 0 ? config.ServerName : null;
        if (config.ClientCertificate() is { } certificate)
        {
            tls.ClientCertificates = [certificate];
        }

        if (config.SkipsVerification)
        {
            // What the user wrote into the kubeconfig; kubectl and helm do the same.
#pragma warning disable CA5359
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (config.Authorities.Length > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(config.Authorities);
            tls.CertificateChainPolicy = policy;
        }

        return handler;
    }

    private static async ValueTask<MapValue?> OrNoneAsync(Func<ValueTask<MapValue>> request)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.NotFound)
        {
            return null;
        }
    }

    private async ValueTask<MapValue> ApplyAsync(MapValue source, bool force, string query, CancellationToken cancellationToken)
    {
        var path = await PathAsync(ObjectRef.Of(source), cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendAsync(HttpMethod.Patch, $"{path}?{query}&force={(force ? "true" : "false")}", source, "application/apply-patch+yaml", cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.IsWithOurselves && !force)
        {
            return await ApplyAsync(source, force: true, query, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<MapValue>> ListAsync(ObjectRef collection, string labels, string form, CancellationToken cancellationToken)
    {
        var path = await PathAsync(collection with { Name = "" }, cancellationToken).ConfigureAwait(false);
        var found = await SendAsync(HttpMethod.Get, $"{path}?labelSelector={Uri.EscapeDataString(labels)}", null, Json, cancellationToken, form).ConfigureAwait(false);
        return [.. ((found["items"] as ListValue)?.Items ?? []).OfType<MapValue>()
            .Select(i => i.With("apiVersion", new StringValue(collection.ApiVersion)).With("kind", new StringValue(collection.Kind)))];
    }

    private async ValueTask<string> PathAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        var resource = await ResourceAsync(target, cancellationToken).ConfigureAwait(false);
        var space = resource.IsNamespaced && target.Namespace.Length > 0 ? $"/namespaces/{Uri.EscapeDataString(target.Namespace)}" : "";
        var name = target.Name.Length > 0 ? "/" + Uri.EscapeDataString(target.Name) : "";
        return $"{resource.Root}{space}/{resource.Plural}{name}";
    }

    /// <summary>Asked of the server; what it does not know is not remembered, for a definition may come with this very task.</summary>
    private async ValueTask<Resource> ResourceAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        if (_resources.TryGetValue((target.ApiVersion, target.Kind), out var known))
        {
            return known;
        }

        var root = target.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{target.ApiVersion}" : $"/api/{target.ApiVersion}";
        var found = await OrNoneAsync(() => SendAsync(HttpMethod.Get, root, null, Json, cancellationToken)).ConfigureAwait(false);
        foreach (var resource in (found?["resources"] as ListValue)?.Items.OfType<MapValue>() ?? [])
        {
            var plural = ObjectRef.Text(resource, "name");
            if (!plural.Contains('/', StringComparison.Ordinal))
            {
                _resources[(target.ApiVersion, ObjectRef.Text(resource, "kind"))] = new(root, plural, resource["namespaced"] is BooleanValue { Value: true });
            }
        }

        return _resources.TryGetValue((target.ApiVersion, target.Kind), out known)
            ? known
            : throw new ClusterException(ClusterFault.UnknownKind, $"no matches for kind {target.Kind} in version {target.ApiVersion}");
    }

    private async ValueTask<MapValue> SendAsync(HttpMethod method, string path, MapValue? body, string type, CancellationToken cancellationToken, string accept = Json)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.ToString().TrimEnd('/') + path));
        request.Headers.Accept.ParseAdd(accept);
        if (body is not null)
        {
            request.Content = new ReadOnlyMemoryContent(JsonWriter.ToUtf8(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? (MapValue)JsonReader.ReadTrusted(bytes) : throw ServerWords.Of(response.StatusCode, bytes);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var isLost = method != HttpMethod.Get && !NeverConnected(e);
            throw new ClusterException(isLost ? ClusterFault.Lost : ClusterFault.Unreachable, $"{Server}: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static bool NeverConnected(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };
}
