using System.Security.Cryptography;
using TaskRunner.Diagnostics;

namespace TaskRunner.Registries.Signing;

/// <summary>A public key whose signatures count: ECDSA over P-256, with SHA-256.</summary>
public sealed class TrustedKey
{
    private const string Label = "PUBLIC KEY";
    private const int MostBytes = 1 << 20;
    private readonly byte[] _key;

    private TrustedKey(byte[] key, string origin) => (_key, Fingerprint, Origin) = (key, OciDigest.Of(key), origin);

    /// <summary>SHA-256 of the key in DER, as <c>sha256:…</c>: the same whatever the file looks like.</summary>
    public string Fingerprint { get; }

    /// <summary>The file it came from.</summary>
    public string Origin { get; }

    /// <summary>All public keys of a PEM file.</summary>
    /// <exception cref="RefusedException">It cannot be read, or holds none, or one of another kind.</exception>
    public static IReadOnlyList<TrustedKey> Read(string path)
    {
        var keys = new List<TrustedKey>();
        ReadOnlySpan<char> rest = KeyFile.Read(path, MostBytes);
        while (PemEncoding.TryFind(rest, out var found))
        {
            if (rest[found.Label].SequenceEqual(Label))
            {
                keys.Add(new TrustedKey(Checked(rest[found.Location], path), path));
            }

            rest = rest[found.Location.End..];
        }

        return keys.Count > 0 ? keys : throw new RefusedException(RefusalKind.Invalid, "TR8335", path);
    }

    internal static TrustedKey Of(ECDsa key, string origin) => new(key.ExportSubjectPublicKeyInfo(), origin);

    internal bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_key, out _);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static byte[] Checked(ReadOnlySpan<char> pem, string path)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8336", path);
        }

        KeyFile.RequireP256(key, path);
        return key.ExportSubjectPublicKeyInfo();
    }
}
