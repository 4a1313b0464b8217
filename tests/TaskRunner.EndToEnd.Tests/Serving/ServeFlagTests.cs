using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>What <c>serve</c> is told in files: certificates, and a provider of identities.</summary>
public sealed class ServeFlagTests
{
    private const string Good = """
        issuer: https://id.example.org
        audience: taskrunner
        client: {id: page, secretFile: secret}
        name: Example ID
        nameClaim: email
        roleClaim: groups
        roles: {admin: [platform], viewer: "*"}
        scopes: [groups]
        session: 4h
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_whose_key_others_can_read_or_that_has_another_is_refused_in_words()
    {
        using var tool = new Taskrunner();
        var (certificate, key) = Issue(tool.Folder, "a");
        var (_, other) = Issue(tool.Folder, "b");
        var wrong = (await tool.RunAsync("serve", "--listen", "0", "--cert", certificate, "--key", other)).Expect(2);
        Assert.Contains("TR8042", wrong.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(key, (UnixFileMode)0b110_100_100);
        var open = (await tool.RunAsync("serve", "--listen", "0", "--cert", certificate, "--key", key)).Expect(2);
        Assert.Contains("can be read by others", open.Error, StringComparison.Ordinal);
        Assert.Contains("chmod 600", open.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_certificate_or_behind_a_proxy_it_may_be_reached_by_others_and_only_then()
    {
        using var tool = new Taskrunner();
        var (certificate, key) = Issue(tool.Folder, "a");
        (await tool.RunAsync("serve", "--listen", "0.0.0.0:0")).Expect(6);
        using (var encrypted = await Served.StartAsync(tool, flags: ["--listen", "0.0.0.0:0", "--cert", certificate, "--key", key]))
        {
            Assert.Equal("https", encrypted.Address.Scheme);
        }

        using var proxied = await Served.StartAsync(tool, "none", flags: ["--listen", "0.0.0.0:0", "--behind-proxy", "--host", "runner.example"]);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{proxied.Address.Port}/healthz") { Headers = { Host = "runner.example" } };
        using var answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_provider_is_read_from_its_file_and_offered()
    {
        using var tool = new Taskrunner();
        using var served = await Served.StartAsync(tool, flags: ["--listen", "0", "--openid", Write(tool, Good)]);
        var ways = await served.GetAsync("/api/v1/session/ways");
        Assert.Equal("Example ID", (string?)ways["openId"]!["name"]);
    }

    [Theory]
    [InlineData("issuer: https://id.example.org", "issuer: http://id.example.org", "TR8047", ":1:9")]
    [InlineData("roles: {admin: [platform], viewer: \"*\"}", "roles: {root: [a], viewer: \"*\"}", "TR8045", ":7:9")]
    [InlineData("roles: {admin: [platform], viewer: \"*\"}", "roles: {}", "TR8047", ":7:8")]
    [InlineData("session: 4h", "session: 24h", "TR8047", ":9:10")]
    [InlineData("session: 4h", "sesion: 4h", "TR8045", ":9:1")]
    [InlineData("secretFile: secret", "secretFile: none", "TR8044", ":3:32")]
    [InlineData("name: Example ID", "name: [x]", "TR8047", ":4:7")]
    public async Task A_mistake_in_the_file_is_shown_at_its_place(string right, string wrong, string code, string place)
    {
        using var tool = new Taskrunner();
        var refused = (await tool.RunAsync("serve", "--listen", "0", "--openid", Write(tool, Good.Replace(right, wrong, StringComparison.Ordinal)))).Expect(3);
        Assert.Contains(code, refused.Error, StringComparison.Ordinal);
        Assert.Contains("openid.yaml" + place, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_others_can_read_is_refused()
    {
        using var tool = new Taskrunner();
        var file = Write(tool, Good);
        File.SetUnixFileMode(Path.Combine(tool.Folder, "secret"), (UnixFileMode)0b110_100_100);
        Assert.Contains("TR8046", (await tool.RunAsync("serve", "--listen", "0", "--openid", file)).Expect(3).Error, StringComparison.Ordinal);
    }

    private static string Write(Taskrunner tool, string text)
    {
        var (file, secret) = (Path.Combine(tool.Folder, "openid.yaml"), Path.Combine(tool.Folder, "secret"));
        File.WriteAllText(file, text);
        File.WriteAllText(secret, "s3cret\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private static (string Certificate, string Key) Issue(string folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=taskrunner", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificate, file) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        File.WriteAllText(certificate, own.ExportCertificatePem());
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (certificate, file);
    }
}
