using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using TaskRunner.Server.Tls;

namespace TaskRunner.Server.Tests;

/// <summary>The server with a certificate.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new(Directory.CreateTempSubdirectory("taskrunner-tls-").FullName);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_served_encrypted_with_its_whole_chain_and_the_page_gets_a_cookie_for_such_connections_only()
    {
        _authority.Issue();
        await using var server = await StartAsync();
        Assert.Equal("https", server.Address.Scheme);
        await server.Admin.GetJsonAsync("/api/v1/installations"); // trusts the root alone
        using var begun = await server.ClientWith(null).PostJsonAsync("/api/v1/session", new { token = server.AdminToken });
        await begun.ExpectAsync(204);
        Assert.Contains("secure", Assert.Single(begun.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("max-age=31536000", Assert.Single(begun.Headers.GetValues("Strict-Transport-Security")));
        using var newer = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await server.Admin.SendAsync(newer, Cancel);
        Assert.Equal((200, 2), ((int)answer.StatusCode, answer.Version.Major));
        using var origin = new HttpRequestMessage(HttpMethod.Get, "/api/v1/installations") { Headers = { { "Origin", $"http://127.0.0.1:{server.Address.Port}" } } };
        await (await server.Admin.SendAsync(origin, Cancel)).ExpectProblemAsync(403, "TR8502");
    }

    [Fact]
    public async Task Nothing_is_answered_in_the_clear_nor_by_what_is_too_old()
    {
        _authority.Issue();
        await using var server = await StartAsync();
        using var plain = new HttpClient { BaseAddress = new UriBuilder(server.Address) { Scheme = "http" }.Uri };
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync("/healthz", Cancel));
#pragma warning disable CA5397, SYSLIB0039 // what is tried is that it is refused
        await Assert.ThrowsAnyAsync<Exception>(() => ShakeHandsAsync(server, System.Security.Authentication.SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_without_a_restart_and_a_broken_one_is_not()
    {
        var first = _authority.Issue();
        await using var server = await StartAsync();
        Assert.Equal(first, await ShakeHandsAsync(server));
        await File.WriteAllTextAsync(_authority.Certificate, "half a file", Cancel);
        File.SetLastWriteTimeUtc(_authority.Certificate, DateTime.UtcNow.AddMinutes(-5));
        while (true)
        {
            Assert.Equal(first, await ShakeHandsAsync(server));
            lock (server.Failures)
            {
                if (server.Failures.Count > 0)
                {
                    break;
                }
            }

            await Task.Delay(50, Cancel);
        }

        Assert.Equal("the new certificate", Assert.Single(server.Failures).What);
        var second = _authority.Issue();
        while (await ShakeHandsAsync(server) is var seen && seen != second)
        {
            Assert.Equal(first, seen);
            await Task.Delay(50, Cancel);
        }

        await server.Admin.GetJsonAsync("/api/v1/installations");
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_key_that_others_can_read_or_change_is_refused(UnixFileMode more)
    {
        _authority.Issue();
        File.SetUnixFileMode(_authority.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        var refused = Assert.Throws<UnauthorizedAccessException>(Load);
        Assert.Contains(_authority.Key, refused.Message, StringComparison.Ordinal);
        File.SetUnixFileMode(_authority.Key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Load();
    }

    [Fact]
    public void A_key_that_does_not_belong_to_the_certificate_is_refused()
    {
        _authority.Issue();
        var certificate = File.ReadAllText(_authority.Certificate);
        _authority.Issue();
        File.WriteAllText(_authority.Certificate, certificate);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(Load);
    }

    public void Dispose()
    {
        Directory.Delete(_authority.Folder, recursive: true);
        _authority.Dispose();
    }

    private CertificateFiles Load() => new(_authority.Certificate, _authority.Key, TimeProvider.System);

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(configure: o => o with { Certificate = Load() }, root: _authority.Root);

    /// <summary>The serial number of what the server shows.</summary>
    private async Task<string> ShakeHandsAsync(RunningServer server, System.Security.Authentication.SslProtocols protocols = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        using var tls = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = server.Address.Host, EnabledSslProtocols = protocols, CertificateChainPolicy = TestAuthority.Trusting(_authority.Root) };
        await tls.AuthenticateAsClientAsync(options, Cancel);
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }
}
