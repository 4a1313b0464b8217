using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskRunner.Server.Tests;

/// <summary>A root, an authority below it, and certificates of this machine that it makes: real files, as a person has them.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _between;
    private int _serial;

    public TestAuthority(string folder)
    {
        Folder = folder;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        Root = root.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var between = new CertificateRequest("CN=between", key, HashAlgorithmName.SHA256);
        between.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        using var signed = between.Create(Root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), [1]);
        _between = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    public string Folder { get; }

    public string Certificate => Path.Combine(Folder, "chain.pem");

    public string Key => Path.Combine(Folder, "key.pem");

    /// <summary>Of a client that has this root alone: what is between must be sent by the server.</summary>
    public static X509ChainPolicy Trusting(X509Certificate2 root) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { root },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>Writes a new certificate, its chain and its key; its serial number.</summary>
    public string Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = new CertificateRequest("CN=taskrunner", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        own.CertificateExtensions.Add(names.Build());
        using var signed = own.Create(_between, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10), [2, (byte)++_serial]);
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Certificate, $"{signed.ExportCertificatePem()}\n{_between.ExportCertificatePem()}\n");

        // A second write within a tick of the clock must be seen as one.
        File.SetLastWriteTimeUtc(Certificate, DateTime.UtcNow.AddSeconds(_serial));
        return signed.SerialNumber;
    }

    public void Dispose()
    {
        Root.Dispose();
        _between.Dispose();
    }
}
