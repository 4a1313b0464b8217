using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskRunner.Server.Tls;

/// <summary>
/// A certificate with its chain and key in files. They are read again when they change, for what renews them knows nothing of this
/// server; until the new ones can be read, and belong together, the old ones are used.
/// </summary>
public sealed class CertificateFiles
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _certificate;
    private readonly string? _key;
    private readonly TimeProvider _time;
    private SslStreamCertificateContext _loaded;
    private (DateTime, DateTime) _seen;
    private long _lookedAt;

    /// <param name="certificate">PEM: the server's own first, then those between it and the root.</param>
    /// <param name="key">PEM with the private key; null: it is in the same file.</param>
    /// <param name="time">When it is time to look again.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read, or the key may be read by others.</exception>
    /// <exception cref="CryptographicException">They are no certificate and key, or do not belong together.</exception>
    public CertificateFiles(string certificate, string? key, TimeProvider time)
    {
        (_certificate, _key, _time) = (certificate, key, time);
        (_seen, _lookedAt) = (Times(), time.GetTimestamp());
        _loaded = Load();
    }

    /// <summary>What a new connection is shown.</summary>
    /// <param name="failed">Told why a new certificate is not taken, once.</param>
    internal SslStreamCertificateContext Current(Action<Exception> failed)
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) >= Look)
            {
                _lookedAt = _time.GetTimestamp();
                Renew(failed);
            }

            return _loaded;
        }
    }

    private void Renew(Action<Exception> failed)
    {
        try
        {
            var now = Times();
            if (now != _seen)
            {
                _seen = now;
                _loaded = Load(); // the old one is left to connections that still use it
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            failed(e);
        }
    }

    private SslStreamCertificateContext Load()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_key ?? _certificate) & OfOthers) != 0)
        {
            throw new UnauthorizedAccessException($"{_key ?? _certificate} can be read by others, or changed by its group: chmod 600");
        }

        try
        {
            var own = X509Certificate2.CreateFromPemFile(_certificate, _key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(_certificate);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is not that of the certificate", e); // how the framework says it
        }
    }

    private (DateTime, DateTime) Times() => (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key ?? _certificate));
}
