using System.Net;
using System.Text;
using TaskRunner.Core.Tests.Operations;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries;

namespace TaskRunner.Core.Tests.Registries;

/// <summary>What a registry can do to those who write to it or list it, and what is asked again.</summary>
public sealed class HostileUploadTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private readonly DummyRegistry _registry = new();

    private static RegistryAccess Access { get; } = new()
    {
        PlainHttp = true,
        Trust = TrustPolicy.None with { AllowUnsigned = true },
        Limits = new RegistryLimits { RetryDelay = TimeSpan.FromMilliseconds(5), Tags = 50 },
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData("http://localhost:1/upload")]
    [InlineData("//localhost:1/upload")]
    [InlineData("http://user@HOST/upload")]
    [InlineData("https://HOST/upload")]
    [InlineData("file:///tmp/upload")]
    [InlineData("http://[")]
    [InlineData(null)]
    public async Task An_upload_goes_nowhere_but_to_the_registry(string? location)
    {
        _registry.Instead = context =>
        {
            var isBegin = context.Request.HttpMethod == "POST";
            if (isBegin)
            {
                context.Response.StatusCode = 202;
                context.Response.RedirectLocation = location?.Replace("HOST", _registry.Host, StringComparison.Ordinal);
            }

            return Task.FromResult(isBegin);
        };
        Assert.Equal("TR8319", await RefusedAsync(PushAsync()));
        Assert.DoesNotContain(_registry.Asked, a => a.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_place_of_an_upload_may_be_relative_and_have_a_question_of_its_own()
    {
        _registry.Instead = context =>
        {
            var isBegin = context.Request.HttpMethod == "POST";
            context.Response.StatusCode = 202;
            context.Response.RedirectLocation = isBegin ? "7?_state=a%3Db" : null;
            return Task.FromResult(isBegin);
        };
        await PushAsync();
        Assert.Contains("PUT /v2/p/blobs/uploads/7", _registry.Asked);
        Assert.Equal(3, _registry.Asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal))); // two blobs and a manifest
    }

    [Fact]
    public async Task A_write_that_is_redirected_is_not_sent_there()
    {
        _registry.Instead = context =>
        {
            var isWrite = context.Request.HttpMethod == "POST";
            if (isWrite)
            {
                context.Response.Redirect("/elsewhere");
            }

            return Task.FromResult(isWrite);
        };
        Assert.Equal("TR8319", await RefusedAsync(PushAsync()));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_question_is_asked_again_and_a_write_is_not(int status)
    {
        await PushAsync();
        Fail("GET", status, times: 2);
        using (await PullAsync())
        {
        }

        Fail("GET", status, times: 3);
        Assert.Equal("TR8317", await RefusedAsync(PullAsync()));
        Fail("PUT", status, times: 1);
        _registry.Asked.Clear();
        Assert.Equal("TR8317", await RefusedAsync(PushAsync()));
        Assert.Equal(1, _registry.Asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(401, "TR8313", RefusalKind.NotAllowed)]
    [InlineData(403, "TR8315", RefusalKind.NotAllowed)]
    [InlineData(404, "TR8316", RefusalKind.NotFound)]
    [InlineData(400, "TR8317", RefusalKind.Store)]
    [InlineData(500, "TR8317", RefusalKind.Store)]
    public async Task Each_status_is_said_in_words(int status, string code, RefusalKind kind)
    {
        Fail("GET", status, times: 9);
        var refused = await Assert.ThrowsAsync<RefusedException>(PullAsync);
        Assert.Equal((code, kind), (refused.Diagnostics[0].Code, refused.Kind));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_used()
    {
        await PushAsync();
        _registry.On("/v2/p/manifests/1.0.0", async r =>
        {
            r.ContentLength64 = 1000;
            await r.OutputStream.WriteAsync("{"u8.ToArray());
            r.Abort();
        });
        Assert.Equal("TR8323", await RefusedAsync(PullAsync()));
    }

    [Fact]
    public async Task Lists_without_end_or_that_lead_elsewhere_end()
    {
        var page = 0;
        _registry.On("/v2/p/tags/list", r =>
        {
            r.AddHeader("Link", "</v2/p/tags/list?last=x>; rel=\"next\"");
            return DummyRegistry.WriteAsync(r, Encoding.UTF8.GetBytes($"{{\"tags\": [\"t{page++}\"]}}"));
        });
        Assert.Equal("TR8320", await RefusedAsync(TagsAsync()));
        _registry.On("/v2/p/tags/list", r =>
        {
            r.AddHeader("Link", "</v2/p/tags/list?last=x>; rel=\"next\"");
            return DummyRegistry.WriteAsync(r, "{\"tags\": null}"u8.ToArray());
        });
        await TagsAsync();
        _registry.On("/v2/p/tags/list", r =>
        {
            r.AddHeader("Link", "<http://localhost:1/v2/p/tags/list>; rel=\"next\"");
            return DummyRegistry.WriteAsync(r, "{\"tags\": [\"a\"]}"u8.ToArray());
        });
        Assert.Equal("TR8319", await RefusedAsync(TagsAsync()));
    }

    [Fact]
    public async Task A_list_whose_pages_each_take_their_time_ends_in_a_time_for_all()
    {
        var page = 0;
        _registry.On("/v2/p/tags/list", async r =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150), TestContext.Current.CancellationToken);
            r.AddHeader("Link", "</v2/p/tags/list?last=x>; rel=\"next\"");
            await DummyRegistry.WriteAsync(r, Encoding.UTF8.GetBytes($"{{\"tags\": [\"t{page++}\"]}}"));
        });
        var hasty = Access with { Limits = Access.Limits with { AnswerTime = TimeSpan.FromMilliseconds(500) } };
        Assert.Equal("TR8318", await RefusedAsync(new PackageTagsOperation(hasty).RunAsync(Target, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Signatures_without_end_are_not_looked_at()
    {
        var pushed = await PushAsync();
        var layer = $"{{\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\",\"digest\":\"{OciDigest.Of("x"u8)}\",\"size\":1}}";
        var layers = string.Join(',', Enumerable.Repeat(layer, 101));
        _registry.Put($"/v2/p/manifests/{pushed.Reference.Digest!.Replace(':', '-')}.sig", Encoding.UTF8.GetBytes($"{{\"config\":{layer},\"layers\":[{layers}]}}"));
        Assert.Equal("TR8320", await RefusedAsync(PullAsync()));
    }

    private void Fail(string method, int status, int times)
    {
        var left = times;
        _registry.Instead = context =>
        {
            var fails = context.Request.HttpMethod == method && left-- > 0;
            context.Response.StatusCode = fails ? status : 200;
            if (fails && status == (int)HttpStatusCode.Unauthorized)
            {
                context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"x\"");
            }

            return Task.FromResult(fails);
        };
    }

    private OciReference Target => OciReference.Parse($"oci://{_registry.Host}/p:1.0.0");

    private Task<PushedPackage> PushAsync() =>
        new PackagePushOperation(_bench.Workbench, Access).RunAsync(_bench.Package("name: p\nversion: 1.0.0\ntasks: []\n"), Target, TestContext.Current.CancellationToken);

    private Task<PulledPackage> PullAsync() => new PackagePullOperation(_bench.Workbench, Access).RunAsync(Target, TestContext.Current.CancellationToken);

    private async Task TagsAsync() => await new PackageTagsOperation(Access).RunAsync(Target, TestContext.Current.CancellationToken);

    private static async Task<string> RefusedAsync(Task call) => (await Assert.ThrowsAsync<RefusedException>(() => call)).Diagnostics[0].Code;
}
