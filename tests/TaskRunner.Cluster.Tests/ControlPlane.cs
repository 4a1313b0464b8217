using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TaskRunner.ClusterTests;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

[assembly: AssemblyFixture(typeof(ControlPlane))]

namespace TaskRunner.ClusterTests;

/// <summary>
/// A real etcd, API server and controller manager on loopback with a simulated node, started when a test first asks for it. One for all
/// tests: each takes namespaces of its own and leaves them behind.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private const string Token = "admin-token";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _once = new(1);
    private Guard? _guard;
    private SimulatedNode? _node;
    private Task _played = Task.CompletedTask;
    private bool _isUp;
    private int _namespaces;

    /// <summary>Contexts <c>admin</c> (the current one), <c>nobody</c> (no rights), <c>stranger</c> (unknown to the server).</summary>
    public string Kubeconfig => Path.Combine(_guard!.Folder, "kubeconfig");

    public Uri Server { get; private set; } = new("https://127.0.0.1");

    /// <summary>Skips the test where there is no control plane.</summary>
    public async Task StartAsync()
    {
        var assets = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") ?? "";
        Assert.SkipWhen(assets.Length == 0, "no control plane; set KUBEBUILDER_ASSETS=/folder/of/etcd/kube-apiserver/kube-controller-manager (tests/TaskRunner.Cluster.Tests/README.md)");
        foreach (var program in (string[])["etcd", "kube-apiserver", "kube-controller-manager"])
        {
            Assert.SkipUnless(File.Exists(Path.Combine(assets, program)), $"no {program} in {assets}; where it comes from: tests/TaskRunner.Cluster.Tests/README.md");
        }

        await _once.WaitAsync();
        try
        {
            if (!_isUp)
            {
                await StartAsync(assets);
                _isUp = true;
            }
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>A namespace nobody else has.</summary>
    public async Task<string> NewNamespaceAsync(string name)
    {
        var fresh = string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref _namespaces)}");
        using var api = await ConnectAsync();
        await api.CreateAsync(Sample.Read($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{fresh}}"} }"""), TestContext.Current.CancellationToken);
        return fresh;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _played;
        _node?.Dispose();
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }

        _ended.Dispose();
        _once.Dispose();
    }

    internal async Task<Cluster> ConnectAsync() =>
        await Cluster.ConnectAsync(Kubeconfig, "", new Dictionary<string, string>(), TestContext.Current.CancellationToken);

    private async Task StartAsync(string assets)
    {
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }

        _guard = new Guard(Directory.CreateTempSubdirectory("taskrunner-cluster-").FullName);
        var (client, peer, api) = (Guard.FreePort(), Guard.FreePort(), Guard.FreePort());
        Server = new Uri($"https://127.0.0.1:{api}");
        await WriteFilesAsync(_guard.Folder);
        await _guard.StartAsync(Path.Combine(assets, "etcd"), "--unsafe-no-fsync", "--data-dir=etcd", $"--listen-client-urls=http://127.0.0.1:{client}",
            $"--advertise-client-urls=http://127.0.0.1:{client}", $"--listen-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{peer}", $"--initial-cluster=default=http://127.0.0.1:{peer}");
        await _guard.StartAsync(Path.Combine(assets, "kube-apiserver"), $"--etcd-servers=http://127.0.0.1:{client}", "--bind-address=127.0.0.1",
            $"--secure-port={api}", "--cert-dir=certs", "--authorization-mode=RBAC", "--token-auth-file=tokens", "--service-cluster-ip-range=10.0.0.0/16",
            "--service-account-issuer=https://test", "--service-account-key-file=sa.key", "--service-account-signing-key-file=sa.key",
            "--endpoint-reconciler-type=none", "--disable-admission-plugins=ServiceAccount", "--max-requests-inflight=1000");
        await WaitAsync();
        await StartControllersAsync(Path.Combine(assets, "kube-controller-manager"));
        _node = new SimulatedNode(Server, Token, X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_guard.Folder, "certs", "apiserver.crt")));
        _played = _node.RunAsync(_ended.Token);
    }

    private async Task WriteFilesAsync(string folder)
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(Path.Combine(folder, "sa.key"), key.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(folder, "tokens"), $"{Token},admin,1,\"system:masters\"\nnobody-token,nobody,2\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "kubeconfig"), $$"""
            apiVersion: v1
            kind: Config
            current-context: admin
            clusters: [{name: c, cluster: {server: "{{Server}}", certificate-authority: certs/apiserver.crt} }]
            users: [{name: admin, user: {token: {{Token}}} }, {name: nobody, user: {token: nobody-token} }, {name: stranger, user: {token: wrong} }]
            contexts:
            - {name: admin, context: {cluster: c, user: admin} }
            - {name: nobody, context: {cluster: c, user: nobody} }
            - {name: stranger, context: {cluster: c, user: stranger} }
            """);
    }

    /// <summary>No node lifecycle: the simulated node renews no lease.</summary>
    private async Task StartControllersAsync(string program)
    {
        using var asked = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
        var version = Version.Parse((await asked.StandardOutput.ReadToEndAsync()).Split('v')[^1].Split('-', '+')[0].Trim());
        string[] insecurePort = version < new Version(1, 24) ? ["--port=0"] : [];
        await _guard!.StartAsync(program, [
            .. insecurePort, "--secure-port=0", "--kubeconfig=kubeconfig", "--leader-elect=false", "--service-account-private-key-file=sa.key", "--root-ca-file=certs/apiserver.crt",
            "--controllers=*,-nodelifecycle,-nodeipam,-route,-service,-cloud-node-lifecycle,-attachdetach,-persistentvolume-binder,-persistentvolume-expander,-ttl,-csrsigning,-csrapproving,-csrcleaner,-ephemeral-volume",
            "--kube-api-qps=300", "--kube-api-burst=500"]);
    }

    private async Task WaitAsync()
    {
        var begun = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var api = await ConnectAsync();
                await api.ApplyAsync(Sample.ConfigMap("default", "started", "yes"), force: true, TestContext.Current.CancellationToken);
                return;
            }
            catch (ClusterException e)
            {
                Assert.True(begun.Elapsed < StartLimit, $"the control plane does not answer: {e.Message}\n{await LogsAsync()}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task<string> LogsAsync()
    {
        var ends = Directory.EnumerateFiles(_guard!.Folder, "*.log").Select(async f => $"{f}:\n" + string.Join('\n', (await File.ReadAllLinesAsync(f)).TakeLast(10)));
        return string.Join('\n', await Task.WhenAll(ends));
    }
}
