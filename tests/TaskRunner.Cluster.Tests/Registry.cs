using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskRunner.ClusterTests;

/// <summary>A real registry on a free port of the loopback interface, with TLS by a certificate of its own or without.</summary>
internal sealed partial class Registry : IAsyncDisposable
{
    public const string User = "captain";
    public const string Password = "seven-seas";
    private const string Accounts = "captain:$2b$04$Tx4CJc/PU0/Xi7Y97R7IBuwB4inKGmtCCEmvNsia28zseOWpHEl2C\n";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Guard _guard;
    private readonly bool _isPlain;

    private Registry(Guard guard, bool isPlain) => (_guard, _isPlain) = (guard, isPlain);

    /// <summary>Address and port.</summary>
    public string Host { get; } = $"127.0.0.1:{Guard.FreePort()}";

    /// <summary>Who trusts it has this in <c>SSL_CERT_FILE</c>.</summary>
    public string Certificate => Path.Combine(_guard.Folder, "cert.pem");

    /// <summary>Skips the test where there is none.</summary>
    public static async Task<Registry> StartAsync(bool isPlain, bool hasAccounts = false, Registries.TokenServer? tokens = null)
    {
        var program = "/usr/bin/docker-registry";
        Assert.SkipUnless(File.Exists(program), "no registry; apt-get install docker-registry");
        var registry = new Registry(new Guard(Directory.CreateTempSubdirectory("taskrunner-registry-").FullName), isPlain);
        await registry.WriteAsync(hasAccounts, tokens);
        await registry._guard.StartAsync(program, "serve", "config.yml");
        await registry.WaitAsync();
        return registry;
    }

    /// <summary>Changes a blob or a manifest in the registry's own files, as whoever has broken into it would.</summary>
    public async Task TamperAsync(string digest, Action<byte[]> change)
    {
        var hex = digest.Split(':')[1];
        var path = Path.Combine(_guard.Folder, "data", "docker", "registry", "v2", "blobs", "sha256", hex[..2], hex, "data");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        change(bytes);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _guard.DisposeAsync();

    private async Task WriteAsync(bool hasAccounts, Registries.TokenServer? tokens)
    {
        var tls = _isPlain ? "" : ", tls: {certificate: cert.pem, key: key.pem}";
        var auth = hasAccounts ? "auth: {htpasswd: {realm: charts, path: accounts}}\n" : tokens?.Configuration ?? "";
        await File.WriteAllTextAsync(Path.Combine(_guard.Folder, "config.yml"), $$"""
            version: 0.1
            storage: {filesystem: {rootdirectory: data} }
            http: {addr: "{{Host}}"{{tls}} }
            {{auth}}
            """);
        await File.WriteAllTextAsync(Path.Combine(_guard.Folder, "accounts"), Accounts);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Certificate, $"{certificate.ExportCertificatePem()}\n{tokens?.Certificate}");
        await File.WriteAllTextAsync(Path.Combine(_guard.Folder, "tokens.pem"), tokens?.Certificate ?? "");
        await File.WriteAllTextAsync(Path.Combine(_guard.Folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task WaitAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler);
        var end = DateTime.UtcNow + StartLimit;
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"{(_isPlain ? "http" : "https")}://{Host}/v2/"), TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException e)
            {
                var log = Path.Combine(_guard.Folder, "docker-registry.log");
                Assert.True(DateTime.UtcNow < end, $"the registry does not answer: {e.Message}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
