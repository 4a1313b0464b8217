using System.Security.Cryptography;
using TaskRunner.Diagnostics;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;

namespace TaskRunner.Core.Tests.Registries;

/// <summary>Which files are keys.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("taskrunner-keys-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_private_key_is_read_in_each_form_openssl_writes()
    {
        var pbe = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        foreach (var pem in (string[])[_key.ExportPkcs8PrivateKeyPem(), _key.ExportECPrivateKeyPem(), _key.ExportEncryptedPkcs8PrivateKeyPem("pw", pbe)])
        {
            using var read = SigningKey.Read(Write("key.pem", pem), "pw");
            Assert.Equal(OciDigest.Of(_key.ExportSubjectPublicKeyInfo()), read.Public.Fingerprint);
            Assert.True(read.Public.Verifies("x"u8, read.Sign("x"u8)));
            Assert.False(read.Public.Verifies("y"u8, read.Sign("x"u8)));
            Assert.False(read.Public.Verifies("x"u8, "no signature"u8));
        }
    }

    [Fact]
    public void What_is_no_key_to_sign_with_is_refused_by_what_it_is()
    {
        using var rsa = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var encrypted = _key.ExportEncryptedPkcs8PrivateKeyPem("pw", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        foreach (var (pem, code) in ((string, string)[])
        [
            ("", "TR8337"), ("no key", "TR8337"), (_key.ExportSubjectPublicKeyInfoPem(), "TR8337"), (rsa.ExportPkcs8PrivateKeyPem(), "TR8336"), (rsa.ExportRSAPrivateKeyPem(), "TR8336"),
            (other.ExportPkcs8PrivateKeyPem(), "TR8336"), (encrypted, "TR8338"), (PemEncoding.WriteString("ENCRYPTED COSIGN PRIVATE KEY", "{}"u8), "TR8339"),
            (PemEncoding.WriteString("ENCRYPTED SIGSTORE PRIVATE KEY", "{}"u8), "TR8339"),
        ])
        {
            Assert.Equal(code, Refused(() => SigningKey.Read(Write("key.pem", pem), "wrong")));
        }

        Assert.Equal("TR8333", Refused(() => SigningKey.Read(Path.Combine(_folder.FullName, "none"))));
        Assert.Equal("TR8333", Refused(() => SigningKey.Read(_folder.FullName)));
    }

    [Fact]
    public void Trust_is_files_of_several_keys_and_folders_of_files_and_each_key_counts_once()
    {
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var both = Write("both.pem", $"# two\n{_key.ExportSubjectPublicKeyInfoPem()}\n{second.ExportSubjectPublicKeyInfoPem()}");
        Write("one.pub", _key.ExportSubjectPublicKeyInfoPem());
        Write("README", "no key");
        Assert.Equal(2, TrustPolicy.Read([both, _folder.FullName]).Keys.Length);
        Assert.Empty(TrustPolicy.Read([]).Keys);
        Assert.False(TrustPolicy.None.AllowUnsigned);
    }

    [Fact]
    public void What_is_no_public_key_is_refused_for_it_would_trust_nobody()
    {
        using var rsa = RSA.Create(2048);
        Assert.Equal("TR8335", Refused(() => TrustPolicy.Read([Write("key.pem", _key.ExportPkcs8PrivateKeyPem())])));
        Assert.Equal("TR8336", Refused(() => TrustPolicy.Read([Write("key.pem", rsa.ExportSubjectPublicKeyInfoPem())])));
        Assert.Equal("TR8336", Refused(() => TrustPolicy.Read([Write("key.pem", PemEncoding.WriteString("PUBLIC KEY", "broken"u8))])));
        Assert.Equal("TR8333", Refused(() => TrustPolicy.Read([Path.Combine(_folder.FullName, "none")])));
        Assert.Equal("TR8334", Refused(() => TrustPolicy.Read([_folder.CreateSubdirectory("empty").FullName])));
    }

    private static string Refused(Action read) => Assert.Throws<RefusedException>(read).Diagnostics[0].Code;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
