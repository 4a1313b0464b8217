using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Tests.Kubernetes;
using TaskRunner.Values;

[assembly: AssemblyFixture(typeof(ControlPlane))]

namespace TaskRunner.Tasks.Tests.Kubernetes;

/// <summary>A real etcd and API server on loopback, started when a test first asks for it.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("taskrunner-cluster-").FullName;
    private readonly List<Process> _processes = [];
    private readonly SemaphoreSlim _once = new(1);
    private bool _isUp;

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public async Task StartAsync()
    {
        var assets = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") ?? "";
        Assert.SkipWhen(assets.Length == 0, "no control plane; set KUBEBUILDER_ASSETS=/folder/of/etcd/and/kube-apiserver (setup-envtest use -p path)");
        await _once.WaitAsync();
        try
        {
            if (!_isUp)
            {
                Start(assets);
                await WaitAsync();
                _isUp = true;
            }
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _once.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Start(string assets)
    {
        var (client, peer, api) = (FreePort(), FreePort(), FreePort());
        using var key = RSA.Create(2048);
        File.WriteAllText(Path.Combine(_folder, "sa.key"), key.ExportRSAPrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, "tokens"), "admin-token,admin,1,\"system:masters\"\nnobody-token,nobody,2\n");
        Run(Path.Combine(assets, "etcd"), "--unsafe-no-fsync", "--data-dir=etcd", $"--listen-client-urls=http://127.0.0.1:{client}",
            $"--advertise-client-urls=http://127.0.0.1:{client}", $"--listen-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{peer}", $"--initial-cluster=default=http://127.0.0.1:{peer}");
        Run(Path.Combine(assets, "kube-apiserver"), $"--etcd-servers=http://127.0.0.1:{client}", "--bind-address=127.0.0.1", $"--secure-port={api}",
            "--cert-dir=certs", "--authorization-mode=RBAC", "--token-auth-file=tokens", "--service-cluster-ip-range=10.0.0.0/24",
            "--service-account-issuer=https://test", "--service-account-key-file=sa.key", "--service-account-signing-key-file=sa.key",
            "--disable-admission-plugins=ServiceAccount");
        File.WriteAllText(Kubeconfig, $$"""
            current-context: admin
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:{{api}}", certificate-authority: certs/apiserver.crt} }]
            users: [{name: admin, user: {token: admin-token} }, {name: nobody, user: {token: nobody-token} }, {name: stranger, user: {token: wrong} }]
            contexts:
            - {name: admin, context: {cluster: c, user: admin} }
            - {name: nobody, context: {cluster: c, user: nobody} }
            - {name: stranger, context: {cluster: c, user: stranger} }
            """);
    }

    private void Run(string program, params string[] arguments)
    {
        var name = Path.GetFileName(program);
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$0\" \"$@\" >{name}.log 2>&1", program, .. arguments]) { WorkingDirectory = _folder };
        _processes.Add(Process.Start(start)!);
    }

    private async Task WaitAsync()
    {
        var begun = Stopwatch.StartNew();
        for (var i = 0; ; i++)
        {
            try
            {
                using var cluster = await Cluster.ConnectAsync(Kubeconfig, "", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
                await cluster.ApplyAsync(Sample.ConfigMap("default", "started", "yes"), force: true, TestContext.Current.CancellationToken);
                return;
            }
            catch (ClusterException) when (begun.Elapsed < StartLimit)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }
}
