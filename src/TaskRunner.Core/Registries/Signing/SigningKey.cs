using System.Security.Cryptography;
using TaskRunner.Diagnostics;

namespace TaskRunner.Registries.Signing;

/// <summary>A private key that packages are signed with: ECDSA over P-256, from a PEM file as <c>openssl</c> writes it.</summary>
public sealed class SigningKey : IDisposable
{
    private const int MostBytes = 1 << 20;
    private readonly ECDsa _key;

    private SigningKey(ECDsa key, string path) => (_key, Public) = (key, TrustedKey.Of(key, path));

    /// <summary>What its signatures are verified with.</summary>
    public TrustedKey Public { get; }

    /// <param name="path">The file.</param>
    /// <param name="password">Of the key, where it is encrypted.</param>
    /// <exception cref="RefusedException">It cannot be read, is encrypted, or is of another kind.</exception>
    public static SigningKey Read(string path, string? password = null)
    {
        var pem = KeyFile.Read(path, MostBytes);
        var key = ECDsa.Create();
        try
        {
            Import(key, pem, path, password);
            KeyFile.RequireP256(key, path);
            return new SigningKey(key, path);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose() => _key.Dispose();

    internal byte[] Sign(ReadOnlySpan<byte> content) => _key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static void Import(ECDsa key, string pem, string path, string? password)
    {
        var labels = Labels(pem);
        if (labels.Any(l => l is "ENCRYPTED COSIGN PRIVATE KEY" or "ENCRYPTED SIGSTORE PRIVATE KEY"))
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8339", path);
        }

        var isEncrypted = labels.Contains("ENCRYPTED PRIVATE KEY");
        try
        {
            if (isEncrypted)
            {
                key.ImportFromEncryptedPem(pem, password ?? "");
            }
            else
            {
                key.ImportFromPem(pem);
            }

            _ = key.ExportParameters(includePrivateParameters: true); // a public key could be read, too
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var isPrivate = labels.Any(l => l.EndsWith("PRIVATE KEY", StringComparison.Ordinal));
            throw new RefusedException(RefusalKind.Invalid, isEncrypted ? "TR8338" : isPrivate ? "TR8336" : "TR8337", path);
        }
    }

    private static List<string> Labels(ReadOnlySpan<char> pem)
    {
        var labels = new List<string>();
        while (PemEncoding.TryFind(pem, out var found))
        {
            labels.Add(pem[found.Label].ToString());
            pem = pem[found.Location.End..];
        }

        return labels;
    }
}
