using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>
/// A real token server for a registry with <c>auth: token</c>, over TLS: it signs a JWT for what an account may do. Anybody may pull
/// from <c>open/…</c>; the captain may do all, by password or by the token "<c>refresh-me</c>".
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string RefreshToken = "refresh-me";
    private const string Service = "registry";
    private const string Issuer = "token-server";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public TokenServer()
    {
        var request = new CertificateRequest("CN=tokens", _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Who trusts it, and what its tokens are verified by.</summary>
    public string Certificate => _certificate.ExportCertificatePem();

    /// <summary>What was asked: the scope and whose it was.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>For the registry's configuration; the certificate is in <c>tokens.pem</c>.</summary>
    public string Configuration =>
        $"auth: {{token: {{realm: \"https://{_listener.LocalEndpoint}/token\", service: {Service}, issuer: {Issuer}, rootcertbundle: tokens.pem}} }}\n";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var tls = new SslStream(client.GetStream()))
            {
                await tls.AuthenticateAsServerAsync(_certificate);
                await AnswerAsync(tls);
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // A client that does not trust it, or went.
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        if ((await reader.ReadLineAsync())?.Split(' ') is not { } first)
        {
            return; // a connection kept for later, which never came
        }

        var (account, length) = ("", 0);
        for (var line = await reader.ReadLineAsync(); !string.IsNullOrEmpty(line); line = await reader.ReadLineAsync())
        {
            account = line.StartsWith("Authorization: Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(line[21..])) : account;
            length = line.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture) : length;
        }

        var body = new char[length];
        if (length > 0)
        {
            await reader.ReadBlockAsync(body); // of none it would wait for more
        }

        var question = HttpUtility.ParseQueryString(first[0] == "POST" ? new string(body) : first[1].Split('?')[1]);
        var isCaptain = account == $"{Registry.User}:{Registry.Password}" || question["refresh_token"] == RefreshToken;
        Asked.Enqueue($"{question["scope"]} {(isCaptain ? Registry.User : account)}".TrimEnd());
        var isAllowed = isCaptain || account.Length == 0 && first[0] == "GET";
        var answer = Encoding.UTF8.GetBytes(isAllowed ? $"{{\"token\": \"{Token(question["scope"]!, isCaptain)}\"}}" : "{}");
        var head = $"HTTP/1.1 {(isAllowed ? "200 OK" : "401 Unauthorized")}\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(answer);
        await stream.ShutdownAsync();
    }

    private string Token(string scope, bool mayAll)
    {
        var (name, actions) = (scope.Split(':')[1], scope.Split(':')[2].Split(','));
        var allowed = actions.Where(a => mayAll || a == "pull" && name.StartsWith("open/", StringComparison.Ordinal)).Select(a => (JsonNode)a).ToArray();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "ES256", ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)) };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "",
            ["aud"] = Service,
            ["nbf"] = now - 60,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString("n"),
            ["access"] = new JsonArray(new JsonObject { ["type"] = "repository", ["name"] = name, ["actions"] = new JsonArray(allowed) }),
        };
        var signed = $"{Base64Url(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Base64Url(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
