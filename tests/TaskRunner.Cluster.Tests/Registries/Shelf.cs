using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;
using TaskRunner.Stores;
using TaskRunner.Tasks.Shell;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>A real registry without TLS, with a package to put there and keys to sign it with.</summary>
internal sealed class Shelf : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("taskrunner-shelf-");

    private Shelf(Registry registry) => Registry = registry;

    public Registry Registry { get; }

    public Workbench Bench { get; } = Workbench.For(new MemoryStore(), new ShellTask(MessageCatalogue.English));

    public string Folder => _folder.FullName;

    public RegistryAccess Access { get; } = new() { PlainHttp = true };

    public static async Task<Shelf> OpenAsync() => new(await Registry.StartAsync(isPlain: true));

    public OciReference At(string rest) => OciReference.Parse($"oci://{Registry.Host}/{rest}");

    /// <summary>A package that says something when it is installed.</summary>
    public string Package(string version = "1.0.0", string word = "hello")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("n"))).FullName;
        Manifest(folder, version, word);
        return folder;
    }

    public static void Manifest(string folder, string version = "1.0.0", string word = "hello") => File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: greeter
        version: {{version}}
        tasks: 
          - name: greet
            type: shell
            idempotent: true
            spec:
              execute: {run: 'echo {{word}}'}
        """);

    public SigningKey Key(string name) => SigningKey.Read(KeyFile(name));

    public TrustedKey Public(string name) => TrustedKey.Read(KeyFile(name) + ".pub")[0];

    public string KeyFile(string name) => NewKey(Folder, name);

    /// <returns>The file of the private key, made when it is first wanted; the public one is beside it as <c>.pub</c>.</returns>
    public static string NewKey(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(path + ".pub", key.ExportSubjectPublicKeyInfoPem());
        }

        return path;
    }

    public RegistryAccess Trusting(params string[] keys) => Access with { Trust = new TrustPolicy([.. keys.Select(Public)]) };

    public RegistryAccess Careless => Access with { Trust = new TrustPolicy([]) { AllowUnsigned = true } };

    public Task<PushedPackage> PushAsync(string package, string to) =>
        new PackagePushOperation(Bench, Access).RunAsync(package, At(to), TestContext.Current.CancellationToken);

    public Task<PulledPackage> PullAsync(OciReference reference, RegistryAccess access) =>
        new PackagePullOperation(Bench, access).RunAsync(reference, TestContext.Current.CancellationToken);

    public Task<SignedPackage> SignAsync(OciReference reference, string key) =>
        new PackageSignOperation(Access).RunAsync(reference, Key(key), TestContext.Current.CancellationToken);

    public Task<VerifiedPackage> VerifyAsync(OciReference reference, params string[] keys) =>
        new PackageVerifyOperation(Trusting(keys)).RunAsync(reference, TestContext.Current.CancellationToken);

    /// <summary>The code of the refusal.</summary>
    public static async Task<string> RefusedAsync(Task call) => (await Assert.ThrowsAsync<RefusedException>(() => call)).Diagnostics[0].Code;

    /// <summary>A manifest as it is.</summary>
    public async Task<string> ManifestAsync(string repository, string reference)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(repository, $"manifests/{reference}"));
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async Task PutManifestAsync(string repository, string reference, string manifest)
    {
        using var content = new StringContent(manifest, Encoding.UTF8, new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json"));
        content.Headers.ContentType!.CharSet = null;
        using var answer = await _http.PutAsync(Address(repository, $"manifests/{reference}"), content, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<byte[]> BlobAsync(string repository, string digest) =>
        await _http.GetByteArrayAsync(Address(repository, $"blobs/{digest}"), TestContext.Current.CancellationToken);

    /// <returns>Its digest.</returns>
    public async Task<string> PutBlobAsync(string repository, byte[] content)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        using var begun = await _http.PostAsync(Address(repository, "blobs/uploads/"), null, TestContext.Current.CancellationToken);
        using var body = new ByteArrayContent(content);
        using var put = await _http.PutAsync(new Uri($"{begun.Headers.Location}&digest={digest}"), body, TestContext.Current.CancellationToken);
        put.EnsureSuccessStatusCode();
        return digest;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Registry.DisposeAsync();
        _folder.Delete(recursive: true);
        await Bench.Store.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(Bench.Paths.Packages)!, recursive: true);
    }

    private Uri Address(string repository, string path) => new($"http://{Registry.Host}/v2/{repository}/{path}");
}
