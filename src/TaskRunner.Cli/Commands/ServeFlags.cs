using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using TaskRunner.Diagnostics;
using TaskRunner.Server;
using TaskRunner.Server.Registries;
using TaskRunner.Server.Tls;

namespace TaskRunner.Cli.Commands;

/// <summary>How a server listens.</summary>
internal sealed class ServeFlags(Session session, Flags flags)
{
    private readonly Option<string?> _listen = flags.Text("--listen");
    private readonly Option<string[]> _hosts = flags.Texts("--host");
    private readonly Option<string?> _certificate = flags.Text("--cert");
    private readonly Option<string?> _key = flags.Text("--key");
    private readonly Option<string?> _openId = flags.Text("--openid");
    private readonly Option<bool> _behindProxy = flags.Switch("--behind-proxy");
    private readonly Option<string?> _runs = flags.Text("--runs");
    private readonly Option<string?> _waiting = flags.Text("--waiting");
    private readonly Option<string?> _upload = flags.Text("--upload-limit");
    private readonly Option<string?> _connections = flags.Text("--connections");
    private readonly Option<string?> _streams = flags.Text("--streams");
    private readonly Option<string[]> _registries = flags.Texts("--registry");
    private readonly RegistryFlags _access = new(session, flags);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _listen, _hosts, _certificate, _key, _openId, _behindProxy, _runs, _waiting, _upload, _connections, _streams, _registries })
        {
            command.Add(option);
        }

        _access.AddTo(command);
    }

    /// <exception cref="RefusedException">A value is none, or the address needs TLS.</exception>
    public ServerOptions Read(ParseResult parsed)
    {
        var standard = new ServerOptions();
        var (address, port) = Address(parsed.GetValue(_listen), standard);
        var options = standard with
        {
            Address = address,
            Port = port,
            Hosts = parsed.GetValue(_hosts) ?? [],
            BehindProxy = parsed.GetValue(_behindProxy),
            Certificate = Certificate(parsed.GetValue(_certificate), parsed.GetValue(_key)),
            OpenId = parsed.GetValue(_openId) is { } file ? OpenIdFile.Read(file) : null,
            RunsAtATime = FlagValues.Count(parsed.GetValue(_runs), "--runs") ?? standard.RunsAtATime,
            RunsWaiting = FlagValues.Count(parsed.GetValue(_waiting), "--waiting") ?? standard.RunsWaiting,
            UploadBytes = FlagValues.Count(parsed.GetValue(_upload), "--upload-limit") ?? standard.UploadBytes,
            Connections = FlagValues.Count(parsed.GetValue(_connections), "--connections") ?? standard.Connections,
            Registries = [.. (parsed.GetValue(_registries) ?? []).Select(RegistryPlace.Parse)],
            RegistryAccess = _access.Access(parsed),
            StreamsPerToken = FlagValues.Count(parsed.GetValue(_streams), "--streams") ?? standard.StreamsPerToken,
        };
        return IPAddress.IsLoopback(address) || options.Certificate is not null || options.BehindProxy
            ? options
            : throw new RefusedException(RefusalKind.NotAllowed, "TR8040", address.ToString());
    }

    private static (IPAddress Address, int Port) Address(string? text, ServerOptions standard)
    {
        if (text is null)
        {
            return (standard.Address, standard.Port);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? (standard.Address, port)
            : IPEndPoint.TryParse(text, out var end) ? (end.Address, end.Port == 0 && !text.EndsWith(":0", StringComparison.Ordinal) ? standard.Port : end.Port)
            : throw new RefusedException(RefusalKind.Usage, "TR8041", text);
    }

    private static CertificateFiles? Certificate(string? certificate, string? key)
    {
        if (certificate is null)
        {
            return key is null ? null : throw new RefusedException(RefusalKind.Usage, "TR8042", key, "--cert");
        }

        try
        {
            return new CertificateFiles(certificate, key, TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8042", certificate, e.Message);
        }
    }
}
