using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TaskRunner.Access;
using TaskRunner.Server.SignIn;

namespace TaskRunner.Server.Tests;

/// <summary>Tokens of an OpenID provider: which are taken, and why others are not.</summary>
public sealed class OpenIdTokenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("first", "at+jwt")]
    [InlineData("curve", "JWT")]
    [InlineData("first", null)]
    public async Task What_the_provider_signed_for_this_server_is_taken_with_the_role_its_claims_give(string key, string? type)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var ann = server.ClientWith(provider.Sign(provider.Claims(), key, type: type));
        var me = await ann.GetJsonAsync("/api/v1/session");
        Assert.Equal(("oidc:u-47", "operator"), ((string?)me["name"], (string?)me["role"]));
        await (await ann.PostJsonAsync("/api/v1/services/refresh", new { })).ExpectAsync(200);
        await (await ann.PostJsonAsync("/api/v1/tokens", new { name = "x", role = "admin" })).ExpectProblemAsync(403, "TR8504");
        var audit = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit");
        Assert.Equal(
            [("oidc:u-47", "operator", "denied"), ("oidc:u-47", "operator", "service.refresh")],
            audit.Take(2).Select(a => ((string)a!["who"]!, (string)a["role"]!, (string)a["action"]!)));
    }

    [Fact]
    public async Task Neither_another_algorithm_nor_another_key_passes()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var claims = provider.Claims();
        using var strange = RSA.Create(2048);
        using var published = RSA.Create(((RSA)provider.Keys["first"]).ExportParameters(false));
        byte[] Forged(byte[] text) => strange.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[][] secrets =
        [
            published.ExportRSAPublicKey(), published.ExportSubjectPublicKeyInfo(), published.ExportParameters(false).Modulus!,
            Encoding.ASCII.GetBytes(published.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(published.ExportSubjectPublicKeyInfoPem() + "\n"), Encoding.ASCII.GetBytes("first"),
        ];
        foreach (var algorithm in new[] { "none", "None", "nOnE", "" })
        {
            await RefusedAsync(server, TestProvider.Sign(claims, "first", algorithm, "at+jwt", _ => []), "algorithm");
        }

        foreach (var secret in secrets)
        {
            await RefusedAsync(server, TestProvider.Sign(claims, "first", "HS256", "at+jwt", text => HMACSHA256.HashData(secret, text)), "algorithm");
            await RefusedAsync(server, TestProvider.Sign(claims, null, "HS256", "at+jwt", text => HMACSHA256.HashData(secret, text)), "algorithm");
            await RefusedAsync(server, TestProvider.Sign(claims, "first", "RS256", "at+jwt", text => HMACSHA256.HashData(secret, text)), "signature");
        }

        await RefusedAsync(server, TestProvider.Sign(claims, "first", "RS256", "at+jwt", Forged), "signature");
        await RefusedAsync(server, TestProvider.Sign(claims, "curve", "RS256", "at+jwt", Forged), "signature");
        await RefusedAsync(server, TestProvider.Sign(claims, "other", "RS256", "at+jwt", Forged), "key");
        await RefusedAsync(server, TestProvider.Sign(claims, null, "RS256", "at+jwt", Forged), "key");
        await RefusedAsync(server, TestProvider.Sign(claims, "first", "RS256", "at+jwt", _ => []), "signature");
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task A_key_that_a_token_brings_along_is_not_looked_at()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var own = RSA.Create(2048);
        var of = own.ExportParameters(false);
        var header = new JsonObject
        {
            ["alg"] = "RS256",
            ["jku"] = $"{provider.Issuer.OriginalString}/evil",
            ["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(of.Modulus), ["e"] = Base64Url.EncodeToString(of.Exponent) },
        };
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(provider.Claims().ToJsonString()))}";
        await RefusedAsync(server, $"{text}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}", "key");
    }

    [Theory]
    [InlineData("issuer", "iss", "\"https://id.example\"")]
    [InlineData("audience", "aud", "\"another\"")]
    [InlineData("audience", "aud", null)]
    [InlineData("time", "exp", "-120")]
    [InlineData("time", "exp", null)]
    [InlineData("time", "nbf", "120")]
    [InlineData("claim sub", "sub", null)]
    [InlineData("claim sub", "sub", "\"a\\nb\"")]
    public async Task A_claim_that_is_not_as_it_must_be_is_named(string reason, string claim, string? value)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var claims = provider.Claims();
        claims[claim] = value is null ? null : long.TryParse(value, out var seconds) ? DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds() : JsonNode.Parse(value);
        if (value is null)
        {
            claims.Remove(claim);
        }

        await RefusedAsync(server, provider.Sign(claims), reason);
    }

    [Fact]
    public async Task A_clock_that_is_a_little_wrong_is_no_matter()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var claims = provider.Claims();
        claims["exp"] = DateTimeOffset.UtcNow.AddSeconds(-20).ToUnixTimeSeconds();
        claims["nbf"] = DateTimeOffset.UtcNow.AddSeconds(-40).ToUnixTimeSeconds();
        using var late = server.ClientWith(provider.Sign(claims));
        await late.GetJsonAsync("/api/v1/session");
    }

    [Fact]
    public async Task What_is_no_token_or_was_changed_or_is_for_something_else_is_refused()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var good = provider.Sign(provider.Claims());
        var parts = good.Split('.');
        var claims = provider.Claims();
        claims["roles"] = new JsonArray("root");
        await RefusedAsync(server, $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}", "signature");
        await RefusedAsync(server, "a.b.c", "form");
        await RefusedAsync(server, "..", "form");
        await RefusedAsync(server, $"{parts[0]}.{Base64Url.EncodeToString("[1]"u8)}.{parts[2]}", "form");
        await RefusedAsync(server, provider.Sign(provider.Claims(), type: "logout+jwt"), "type");
        using var nobody = server.ClientWith(new string('a', 9000));
        await (await nobody.GetAsync("/api/v1/session", Cancel)).ExpectProblemAsync(401, "TR8503");
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData("""{"roles": ["nothing", "else"]}""", null)]
    [InlineData("""{"roles": {"deploy": true}}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""{"roles": "root"}""", "admin")]
    [InlineData("""{"roles": ["look", "root", "deploy"]}""", "admin")]
    [InlineData("""{"roles": ["look"]}""", "viewer")]
    public async Task The_highest_role_that_a_claim_gives_holds_and_without_one_nobody_is_let_in(string claims, string? role)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var all = provider.Claims();
        all.Remove("roles");
        foreach (var (name, value) in JsonNode.Parse(claims)!.AsObject())
        {
            all[name] = value?.DeepClone();
        }

        using var ann = server.ClientWith(provider.Sign(all));
        using var answer = await ann.GetAsync("/api/v1/session", Cancel);
        if (role is null)
        {
            await answer.ExpectProblemAsync(403, "TR8531");
        }
        else
        {
            Assert.Equal(role, (string?)(await answer.ExpectAsync(200))!["role"]);
        }
    }

    [Fact]
    public async Task A_claim_may_lie_deeper_and_everybody_may_have_a_role()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider, o => o with
        {
            RoleClaim = "realm_access.roles",
            NameClaim = "https://example.org/name",
            Roles = new Dictionary<string, AccessRole> { ["*"] = AccessRole.Viewer, ["ops"] = AccessRole.Admin },
        });
        var claims = provider.Claims();
        claims["https://example.org/name"] = "Ann";
        using var viewer = server.ClientWith(provider.Sign(claims));
        Assert.Equal(("oidc:Ann", "viewer"), await WhoAsync(viewer));
        claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("ops") };
        using var admin = server.ClientWith(provider.Sign(claims));
        Assert.Equal(("oidc:Ann", "admin"), await WhoAsync(admin));
    }

    [Fact]
    public async Task A_new_key_is_found_and_one_that_was_taken_back_is_forgotten()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider, o => o with { AskAgainAfter = TimeSpan.Zero });
        var old = provider.Sign(provider.Claims());
        using var before = server.ClientWith(old);
        await before.GetJsonAsync("/api/v1/session");
        provider.Keys["second"] = RSA.Create(2048);
        Assert.True(provider.Keys.TryRemove("first", out var gone));
        gone.Dispose();
        using var after = server.ClientWith(provider.Sign(provider.Claims(), "second"));
        await after.GetJsonAsync("/api/v1/session");
        await RefusedAsync(server, old, "key");
    }

    [Fact]
    public async Task Unknown_keys_do_not_make_the_server_knock_at_the_provider()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider, o => o with { AskAgainAfter = TimeSpan.FromHours(1) });
        using var own = RSA.Create(2048);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RefusedAsync(
            server, TestProvider.Sign(provider.Claims(), $"k{i}", "RS256", "JWT", text => own.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), "key")));
        Assert.Equal(1, provider.Asked);
    }

    [Fact]
    public async Task A_provider_that_is_down_keeps_nobody_from_tokens_of_the_server_and_its_keys_hold_meanwhile()
    {
        await using var provider = await TestProvider.StartAsync();
        var token = provider.Sign(provider.Claims());
        await provider.LeaveAsync();
        await using var server = await StartAsync(provider, o => o with { AskAgainAfter = TimeSpan.Zero });
        using var ann = server.ClientWith(token);
        await (await ann.GetAsync("/api/v1/session", Cancel)).ExpectProblemAsync(503, "TR8532");
        await server.Admin.GetJsonAsync("/api/v1/session");
        await provider.ReturnAsync();
        await ann.GetJsonAsync("/api/v1/session");
        await provider.LeaveAsync();
        await ann.GetJsonAsync("/api/v1/session");
    }

    [Fact]
    public async Task Without_an_audience_or_a_provider_no_such_token_is_looked_at()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider, o => o with { Audience = null });
        using var ann = server.ClientWith(provider.Sign(provider.Claims()));
        await (await ann.GetAsync("/api/v1/session", Cancel)).ExpectProblemAsync(401, "TR8503");
        Assert.Equal(0, provider.Asked);
    }

    internal static Task<RunningServer> StartAsync(TestProvider provider, Func<OpenIdOptions, OpenIdOptions>? change = null)
    {
        var options = new OpenIdOptions
        {
            Issuer = provider.Issuer,
            Audience = "taskrunner",
            Roles = new Dictionary<string, AccessRole> { ["look"] = AccessRole.Viewer, ["deploy"] = AccessRole.Operator, ["root"] = AccessRole.Admin },
        };
        return RunningServer.StartAsync(configure: o => o with { OpenId = change is null ? options : change(options) });
    }

    private static async Task<(string?, string?)> WhoAsync(HttpClient client)
    {
        var me = await client.GetJsonAsync("/api/v1/session");
        return ((string?)me["name"], (string?)me["role"]);
    }

    private static async Task RefusedAsync(RunningServer server, string token, string reason)
    {
        using var client = server.ClientWith(token);
        using var answer = await client.GetAsync("/api/v1/session", Cancel);
        var problem = await answer.ExpectProblemAsync(401, "TR8530");
        Assert.True(((string)problem["title"]!).EndsWith($": {reason}", StringComparison.Ordinal), $"{problem["title"]}, not {reason}: {token}");
    }
}
