using System.Diagnostics;
using System.Net;
using System.Text;
using TaskRunner.Core.Tests.Operations;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries;

namespace TaskRunner.Core.Tests.Registries;

/// <summary>A registry that lies, never ends, or leads elsewhere: nothing of it is used, and it is said why.</summary>
public sealed class HostileRegistryTests : IAsyncLifetime
{
    private const string ManifestPath = "/v2/p/manifests/1.0.0";
    private const string Secret = "captain:seven-seas";

    private static readonly RegistryLimits Hasty = new()
    {
        AnswerTime = TimeSpan.FromSeconds(1.5),
        RetryDelay = TimeSpan.FromMilliseconds(5),
        DocumentBytes = 64 << 10,
    };

    private readonly Bench _bench = new();
    private readonly DummyRegistry _registry = new();
    private readonly DirectoryInfo _accounts = Directory.CreateTempSubdirectory("taskrunner-accounts-");
    private string _blob = "";

    private RegistryAccess Access => new()
    {
        PlainHttp = true,
        Limits = Hasty,
        Trust = TrustPolicy.None with { AllowUnsigned = true },
        Environment = new Dictionary<string, string> { ["DOCKER_CONFIG"] = _accounts.FullName },
    };

    public async ValueTask InitializeAsync()
    {
        var pushed = await new PackagePushOperation(_bench.Workbench, Access).RunAsync(Package(), At(""), TestContext.Current.CancellationToken);
        _registry.Put($"/v2/p/manifests/{pushed.Reference.Digest}", _registry[ManifestPath]);
        _blob = _registry.Asked.First(a => a.StartsWith("HEAD", StringComparison.Ordinal)).Split(' ')[1];
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));
        await File.WriteAllTextAsync(Path.Combine(_accounts.FullName, "config.json"), $"{{\"auths\": {{\"{_registry.Host}\": {{\"auth\": \"{auth}\"}}}}}}");
        _registry.Asked.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _bench.DisposeAsync();
        _accounts.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_hostility_the_package_is_pulled() => await PullAsync();

    [Fact]
    public async Task A_manifest_without_end_is_cut_off()
    {
        _registry.On(ManifestPath, r => DummyRegistry.DripAsync(r, new byte[8 << 10], TimeSpan.Zero));
        Assert.Equal("TR8320", await RefusedAsync());
    }

    [Fact]
    public async Task A_manifest_that_says_it_is_huge_is_not_read()
    {
        _registry.On(ManifestPath, r =>
        {
            r.ContentLength64 = 1L << 40;
            return r.OutputStream.FlushAsync();
        });
        Assert.Equal("TR8320", await RefusedAsync());
    }

    [Fact]
    public async Task An_archive_that_is_longer_shorter_or_other_than_promised_is_not_used()
    {
        var content = _registry[_blob];
        foreach (var (bytes, code) in ((byte[], string)[])[([.. content, 0], "TR8320"), (content[..^1], "TR8321"), ([.. content[..^1], (byte)~content[^1]], "TR8321")])
        {
            _registry.On(_blob, r => DummyRegistry.WriteAsync(r, bytes));
            Assert.Equal(code, await RefusedAsync());
        }

        _registry.On(_blob, r => DummyRegistry.DripAsync(r, new byte[8 << 10], TimeSpan.Zero));
        Assert.Equal("TR8320", await RefusedAsync());
    }

    [Fact]
    public async Task An_archive_over_the_bound_of_packages_is_not_begun()
    {
        var manifest = Encoding.UTF8.GetString(_registry[ManifestPath]);
        _registry.Put(ManifestPath, Encoding.UTF8.GetBytes(manifest.Replace($"\"size\":{_registry[_blob].Length}", $"\"size\":{1L << 40}", StringComparison.Ordinal)));
        Assert.Equal("TR8320", await RefusedAsync());
        Assert.DoesNotContain($"GET {_blob}", _registry.Asked);
    }

    [Fact]
    public async Task A_manifest_that_is_not_of_its_digest_is_not_used()
    {
        var digest = OciDigest.Of(_registry[ManifestPath]);
        _registry.On($"/v2/p/manifests/{digest}", r => DummyRegistry.WriteAsync(r, [.. _registry[ManifestPath], (byte)' ']));
        Assert.Equal("TR8321", await RefusedAsync($"@{digest}"));
        _registry.On(ManifestPath, r =>
        {
            r.AddHeader("Docker-Content-Digest", OciDigest.Of("other"u8));
            return DummyRegistry.WriteAsync(r, _registry[ManifestPath]);
        });
        Assert.Equal("TR8321", await RefusedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"layers": 1}""")]
    [InlineData("""{"layers": [], "config": {"mediaType": "x", "digest": "sha256:../../etc/passwd", "size": 1}}""")]
    [InlineData("""{"layers": [], "layers": []}""")]
    public async Task A_manifest_that_is_none_is_no_package(string text)
    {
        _registry.Put(ManifestPath, Encoding.UTF8.GetBytes(text));
        Assert.Equal("TR8322", await RefusedAsync());
    }

    [Fact]
    public async Task What_a_registry_says_cannot_steer_a_terminal()
    {
        var manifest = Encoding.UTF8.GetString(_registry[ManifestPath]);
        _registry.Put(ManifestPath, Encoding.UTF8.GetBytes(manifest.Replace("vnd.taskrunner.package.v1\"", "\\u001b[2J\"", StringComparison.Ordinal)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => PullAsync());
        Assert.DoesNotContain('\u001b', refused.Message);
    }

    [Fact]
    public async Task Who_never_answers_or_drips_is_left_in_time()
    {
        foreach (var path in (string[])[ManifestPath, _blob])
        {
            _registry.On(path, r => DummyRegistry.DripAsync(r, [1], TimeSpan.FromMilliseconds(100)));
            await TimedOutAsync();
            _registry.On(path, _ => Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            await TimedOutAsync();
        }
    }

    [Fact]
    public async Task A_blob_elsewhere_is_fetched_without_the_account()
    {
        await using var other = new DummyRegistry("localhost");
        other.Put("/blob", _registry[_blob]);
        WantsAccount(r => r.Redirect($"http://{other.Host}/blob"));
        await PullAsync();
        Assert.Equal(["GET /blob"], other.Asked);
        Assert.Contains($"GET {_blob} +{Basic}", _registry.Asked);
    }

    [Fact]
    public async Task Another_host_that_asks_for_the_account_does_not_get_it()
    {
        await using var other = new DummyRegistry("localhost");
        other.On("/blob", r =>
        {
            r.StatusCode = 401;
            r.AddHeader("WWW-Authenticate", "Basic realm=\"x\"");
            return Task.CompletedTask;
        });
        WantsAccount(r => r.Redirect($"http://{other.Host}/blob"));
        Assert.Equal("TR8314", await RefusedAsync());
        Assert.Equal(["GET /blob"], other.Asked);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://captain:x@127.0.0.1/x")]
    [InlineData("")]
    public async Task A_redirect_to_what_is_no_place_for_blobs_is_not_followed(string location)
    {
        _registry.On(_blob, r => Redirect(r, location));
        Assert.Equal("TR8319", await RefusedAsync());
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        _registry.On(_blob, r => Redirect(r, _blob));
        Assert.Equal("TR8319", await RefusedAsync());
        Assert.Equal(6, _registry.Asked.Count(a => a == $"GET {_blob}"));
    }

    [Fact]
    public async Task A_token_server_without_TLS_is_not_asked()
    {
        using var unauthorized = new HttpResponseMessage(HttpStatusCode.Unauthorized);
        unauthorized.Headers.WwwAuthenticate.ParseAdd("Bearer realm=\"http://elsewhere.example/token\",service=\"s\"");
        var isAsked = false;
        var authorization = new TaskRunner.Registries.Accounts.RegistryAuthorization(At("1.0.0"), "pull", Access with { PlainHttp = false }, (_, _) =>
        {
            isAsked = true;
            return Task.FromResult(new HttpResponseMessage());
        });
        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await authorization.AnswerAsync(unauthorized, TestContext.Current.CancellationToken));
        Assert.Equal("TR8319", refused.Diagnostics[0].Code);
        Assert.False(isAsked);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("{}")]
    [InlineData("""{"token": ""}""")]
    [InlineData("""{"token": "a\r\nX-Other: 1"}""")]
    public async Task A_token_that_is_none_is_not_used(string answer)
    {
        _registry.Instead = async context =>
        {
            var isToken = context.Request.Url!.AbsolutePath == "/token";
            context.Response.StatusCode = isToken ? 200 : 401;
            context.Response.AddHeader("WWW-Authenticate", $"Bearer realm=\"http://{_registry.Host}/token\"");
            await DummyRegistry.WriteAsync(context.Response, isToken ? Encoding.UTF8.GetBytes(answer) : []);
            return true;
        };
        Assert.Equal("TR8323", await RefusedAsync());
    }

    [Fact]
    public async Task A_token_server_that_is_not_there_is_named()
    {
        _registry.Instead = context =>
        {
            context.Response.StatusCode = 401;
            context.Response.AddHeader("WWW-Authenticate", "Bearer realm=\"http://localhost:1/token\"");
            return Task.FromResult(true);
        };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => PullAsync());
        Assert.Equal(("TR8311", "localhost:1"), (refused.Diagnostics[0].Code, refused.Diagnostics[0].Arguments[0]));
    }

    private string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));

    private static Task Redirect(HttpListenerResponse response, string location)
    {
        response.StatusCode = 307;
        response.RedirectLocation = location.Length > 0 ? location : null;
        return Task.CompletedTask;
    }

    private void WantsAccount(Action<HttpListenerResponse> onBlob) => _registry.Instead = context =>
    {
        if (context.Request.Headers["Authorization"] is null)
        {
            context.Response.StatusCode = 401;
            context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"x\"");
            return Task.FromResult(true);
        }

        var isBlob = context.Request.Url!.AbsolutePath == _blob;
        if (isBlob)
        {
            onBlob(context.Response);
        }

        return Task.FromResult(isBlob);
    };

    private string Package() => _bench.Package("name: p\nversion: 1.0.0\ntasks: []\n");

    private OciReference At(string tag) => OciReference.Parse($"oci://{_registry.Host}/p{(tag.Length > 0 && tag[0] != '@' ? ":" : "")}{tag}");

    private async Task PullAsync(string tag = "1.0.0")
    {
        using var pulled = await new PackagePullOperation(_bench.Workbench, Access).RunAsync(At(tag), TestContext.Current.CancellationToken);
        Assert.Equal("p", pulled.Package.Name);
    }

    private async Task<string> RefusedAsync(string tag = "1.0.0") => (await Assert.ThrowsAsync<RefusedException>(() => PullAsync(tag))).Diagnostics[0].Code;

    private async Task TimedOutAsync()
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal("TR8318", await RefusedAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }
}
