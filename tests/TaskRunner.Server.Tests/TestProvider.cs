using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TaskRunner.Server.Tests;

/// <summary>A small OpenID provider with real keys on a port of its own: it publishes itself, lets everybody in and signs what it is told.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, NameValueCollection> _codes = new();
    private readonly int _port;
    private WebApplication? _app;
    private int _asked;

    private TestProvider(int port) => _port = port;

    public Uri Issuer { get; private set; } = null!; // set when it listens

    /// <summary>Keys that are published.</summary>
    public ConcurrentDictionary<string, AsymmetricAlgorithm> Keys { get; } = new() { ["first"] = RSA.Create(2048), ["curve"] = ECDsa.Create(ECCurve.NamedCurves.nistP256) };

    /// <summary>How often its keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>What it says of who signs in, beside what it must.</summary>
    public JsonObject Person { get; set; } = new() { ["sub"] = "u-47", ["email"] = "ann@example.org", ["roles"] = new JsonArray("deploy") };

    /// <summary>Changes what it gives for a code, to try what is not taken.</summary>
    public Action<JsonObject> Bend { get; set; } = _ => { };

    /// <summary>What clients showed to get a token.</summary>
    public string? ClientAuthorization { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestProvider> StartAsync()
    {
        var provider = new TestProvider(0);
        await provider.OpenAsync(0);
        return provider;
    }

    /// <summary>It goes down; <see cref="ReturnAsync"/> is at the same address.</summary>
    public async Task LeaveAsync()
    {
        await _app!.StopAsync(Cancel);
        await _app.DisposeAsync();
        _app = null;
    }

    public Task ReturnAsync() => OpenAsync(Issuer.Port);

    /// <summary>Claims that hold now, of this provider for an audience.</summary>
    public JsonObject Claims(string audience = "taskrunner") => new()
    {
        ["iss"] = Issuer.OriginalString,
        ["aud"] = audience,
        ["sub"] = "u-47",
        ["roles"] = new JsonArray("deploy"),
        ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
    };

    /// <summary>A token in the form that is published, signed with a key of ours.</summary>
    public string Sign(JsonObject claims, string key = "first", string? algorithm = null, string? type = "at+jwt")
    {
        var signer = Keys[key];
        return Sign(claims, key, algorithm ?? (signer is RSA ? "RS256" : "ES256"), type, bytes => signer switch
        {
            RSA rsa => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa curve => curve.SignData(bytes, HashAlgorithmName.SHA256),
            _ => throw new NotSupportedException(),
        });
    }

    /// <summary>A token whose signature is anybody's.</summary>
    public static string Sign(JsonObject claims, string? key, string algorithm, string? type, Func<byte[], byte[]> sign)
    {
        var header = new JsonObject { ["alg"] = algorithm };
        if (key is not null)
        {
            header["kid"] = key;
        }

        if (type is not null)
        {
            header["typ"] = type;
        }

        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await LeaveAsync();
        }

        foreach (var key in Keys.Values)
        {
            key.Dispose();
        }
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private async Task OpenAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port == 0 ? _port : port));
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGet("/.well-known/openid-configuration", Json(() => Discovery()));
        _app.MapGet("/keys", Json(() =>
        {
            Interlocked.Increment(ref _asked);
            return new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(k => (JsonNode)Published(k.Key, k.Value))]) };
        }));
        _app.MapGet("/authorize", (RequestDelegate)Authorize);
        _app.MapPost("/token", (RequestDelegate)ExchangeAsync);
        await _app.StartAsync(Cancel);
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Issuer = new Uri(address);
    }

    private static RequestDelegate Json(Func<JsonObject> make) => http =>
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(make().ToJsonString(), Cancel);
    };

    private JsonObject Discovery() => new()
    {
        ["issuer"] = Issuer.OriginalString,
        ["jwks_uri"] = $"{Issuer.OriginalString}/keys",
        ["authorization_endpoint"] = $"{Issuer.OriginalString}/authorize",
        ["token_endpoint"] = $"{Issuer.OriginalString}/token",
    };

    private static JsonObject Published(string id, AsymmetricAlgorithm key)
    {
        static string B(byte[]? bytes) => Base64Url.EncodeToString(bytes);
        if (key is RSA rsa)
        {
            var of = rsa.ExportParameters(false);
            return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = id, ["n"] = B(of.Modulus), ["e"] = B(of.Exponent) };
        }

        var point = ((ECDsa)key).ExportParameters(false).Q;
        return new JsonObject { ["kty"] = "EC", ["use"] = "sig", ["kid"] = id, ["crv"] = "P-256", ["x"] = B(point.X), ["y"] = B(point.Y) };
    }

    private Task Authorize(HttpContext http)
    {
        var asked = HttpUtility.ParseQueryString(http.Request.QueryString.Value ?? "");
        var code = Guid.NewGuid().ToString("n");
        _codes[code] = asked;
        http.Response.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"]!)}");
        return Task.CompletedTask;
    }

    private async Task ExchangeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync(Cancel));
        ClientAuthorization = http.Request.Headers.Authorization.ToString();
        var isRight = _codes.TryRemove(form["code"] ?? "", out var asked)
            && asked["redirect_uri"] == form["redirect_uri"]
            && asked["code_challenge"] == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? "")));
        if (!isRight)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"error": "invalid_grant"}""", Cancel);
            return;
        }

        var claims = Claims(asked!["client_id"]!);
        claims["nonce"] = asked["nonce"];
        foreach (var (name, value) in Person)
        {
            claims[name] = value?.DeepClone();
        }

        Bend(claims);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(JsonSerializer.Serialize(new { access_token = "opaque", token_type = "Bearer", id_token = Sign(claims, type: "JWT") }), Cancel);
    }
}
