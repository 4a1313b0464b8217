using System.Net;
using TaskRunner.Registries;
using TaskRunner.Server.Registries;
using TaskRunner.Server.SignIn;
using TaskRunner.Server.Tls;
using TaskRunner.Stores;

namespace TaskRunner.Server;

/// <summary>How a server listens and what it allows. The defaults are for one person on one machine.</summary>
public sealed record ServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any that is free.</summary>
    public int Port { get; init; } = 7460;

    /// <summary>Names it may be called by beside those of this machine's loopback; what a browser sends as <c>Host</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>With it TLS is spoken; null: plain HTTP, on loopback or behind a proxy only.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>A proxy in front of it speaks TLS and passes <c>Host</c> on.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>A provider whose word is taken for who somebody is; null: tokens of the store alone.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>What goes over the network is encrypted, so cookies are sent over such connections only.</summary>
    internal bool IsSecure => Certificate is not null || BehindProxy;

    /// <summary>Runs at a time; more wait.</summary>
    public int RunsAtATime { get; init; } = 4;

    /// <summary>Runs that may wait.</summary>
    public int RunsWaiting { get; init; } = 100;

    /// <summary>Most bytes of a package archive that is sent.</summary>
    public long UploadBytes { get; init; } = 512L << 20;

    /// <summary>From where packages may be taken; empty: from nowhere but uploads.</summary>
    public IReadOnlyList<RegistryPlace> Registries { get; init; } = [];

    /// <summary>How those are reached, and who must have signed what comes from there.</summary>
    public RegistryAccess RegistryAccess { get; init; } = new();

    /// <summary>Connections at a time; one more is refused.</summary>
    public int Connections { get; init; } = 1000;

    /// <summary>Event streams at a time of one token, sessions begun with it included.</summary>
    public int StreamsPerToken { get; init; } = 250;

    /// <summary>Told once it listens, and of what nobody asked for: a failed run queue, a fault of its own.</summary>
    public Action<ServerNotice> Notify { get; init; } = _ => { };
}

/// <summary>Something the host of a server may want to say. The hierarchy is closed.</summary>
public abstract record ServerNotice
{
    private ServerNotice()
    {
    }

    /// <summary>It listens at this address.</summary>
    public sealed record Listening(Uri Address) : ServerNotice;

    /// <summary>There was no token yet: this is the first, shown this once.</summary>
    public sealed record FirstToken(string Secret) : ServerNotice;

    /// <summary>Another server has the store; that it ends is waited for.</summary>
    public sealed record Waiting(LeaseHolder For) : ServerNotice;

    /// <summary>A run of an earlier server goes on.</summary>
    public sealed record Resumed(string RunId) : ServerNotice;

    /// <summary>A run could not begin or go on, or a request failed for a reason that is nobody's mistake.</summary>
    public sealed record Failed(string What, Exception Failure) : ServerNotice;
}
