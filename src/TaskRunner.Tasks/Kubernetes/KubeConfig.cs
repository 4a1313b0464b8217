using System.Security.Cryptography.X509Certificates;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>
/// How to reach a cluster and as whom: one context of a kubeconfig file
/// (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/), or the account of the pod this runs in.
/// </summary>
internal sealed record KubeConfig
{
    private const string PodFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    public required Uri Server { get; init; }

    public string Namespace { get; init; } = "default";

    public string ServerName { get; init; } = "";

    public bool SkipsVerification { get; init; }

    public string Authorities { get; init; } = "";

    public string Certificate { get; init; } = "";

    public string Key { get; init; } = "";

    public string Token { get; init; } = "";

    public string Basic { get; init; } = "";

    /// <summary>A program that prints the credentials, or null.</summary>
    public MapValue? Exec { get; init; }

    /// <param name="path">The file; empty: <c>KUBECONFIG</c>, else <c>~/.kube/config</c>, else the pod's account.</param>
    /// <param name="context">Of the file; empty: its current one.</param>
    /// <param name="environment">Of the task.</param>
    /// <exception cref="ClusterException">There is none, or it cannot be read.</exception>
    public static KubeConfig Load(string path, string context, IReadOnlyDictionary<string, string> environment)
    {
        var file = path.Length > 0 ? path : Default(environment);
        if (path.Length == 0 && !File.Exists(file) && environment.GetValueOrDefault("KUBERNETES_SERVICE_HOST") is { Length: > 0 } host)
        {
            return OfPod(host, environment.GetValueOrDefault("KUBERNETES_SERVICE_PORT", "443"));
        }

        try
        {
            return Of(Read(file), context, Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UriFormatException or FormatException)
        {
            throw new ClusterException(ClusterFault.Access, $"{file}: {e.Message}", e);
        }
    }

    /// <summary>The file that <see cref="Load"/> reads, whole; empty where it is the pod's account.</summary>
    public static string FileOf(string path, IReadOnlyDictionary<string, string> environment)
    {
        var file = path.Length > 0 ? path : Default(environment);
        return path.Length == 0 && !File.Exists(file) ? "" : Path.GetFullPath(file);
    }

    /// <summary>The client's certificate with its key, or null.</summary>
    public X509Certificate2? ClientCertificate() => Certificate.Length == 0 ? null : X509Certificate2.CreateFromPem(Certificate, Key);

    private static string Default(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("KUBECONFIG")?.Split(Path.PathSeparator).FirstOrDefault(p => p.Length > 0)
        ?? Path.Combine(environment.GetValueOrDefault("HOME") ?? "/", ".kube", "config");

    private static KubeConfig OfPod(string host, string port) => new()
    {
        Server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"),
        Namespace = File.ReadAllText(Path.Combine(PodFolder, "namespace")).Trim(),
        Authorities = File.ReadAllText(Path.Combine(PodFolder, "ca.crt")),
        Token = File.ReadAllText(Path.Combine(PodFolder, "token")).Trim(),
    };

    private static MapValue Read(string file)
    {
        var problems = new DiagnosticBag();
        return YamlReader.Read(SourceText.FromUtf8(file, File.ReadAllBytes(file)), problems) as MapValue
            ?? throw new FormatException(problems.HasErrors ? MessageCatalogue.English.Format(problems.Items[0]) : "it is no kubeconfig");
    }

    private static KubeConfig Of(MapValue config, string context, string folder)
    {
        var chosen = Entry(config, "contexts", context.Length > 0 ? context : ObjectRef.Text(config, "current-context"), "context");
        var cluster = Entry(config, "clusters", ObjectRef.Text(chosen, "cluster"), "cluster");
        var user = ObjectRef.Text(chosen, "user") is { Length: > 0 } name ? Entry(config, "users", name, "user") : MapValue.Empty;
        var tokenFile = ObjectRef.Text(user, "tokenFile");
        var login = ObjectRef.Text(user, "username");
        return new KubeConfig
        {
            Server = new Uri(ObjectRef.Text(cluster, "server")),
            Namespace = ObjectRef.Text(chosen, "namespace") is { Length: > 0 } space ? space : "default",
            ServerName = ObjectRef.Text(cluster, "tls-server-name"),
            SkipsVerification = cluster["insecure-skip-tls-verify"] is BooleanValue { Value: true },
            Authorities = Pem(cluster, "certificate-authority", folder),
            Certificate = Pem(user, "client-certificate", folder),
            Key = Pem(user, "client-key", folder),
            Token = tokenFile.Length > 0 ? File.ReadAllText(Path.Combine(folder, tokenFile)).Trim() : ObjectRef.Text(user, "token"),
            Basic = login.Length > 0 ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{ObjectRef.Text(user, "password")}")) : "",
            Exec = user["exec"] as MapValue,
        };
    }

    private static MapValue Entry(MapValue config, string list, string name, string key) =>
        (config[list] as ListValue)?.Items.OfType<MapValue>().FirstOrDefault(e => ObjectRef.Text(e, "name") == name)?[key] as MapValue
        ?? throw new FormatException($"{list} has no “{name}”");

    private static string Pem(MapValue source, string key, string folder) =>
        ObjectRef.Text(source, key + "-data") is { Length: > 0 } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : ObjectRef.Text(source, key) is { Length: > 0 } file ? File.ReadAllText(Path.Combine(folder, file))
        : "";
}
