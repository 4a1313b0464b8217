using System.Collections.ObjectModel;

namespace TaskRunner.Registries;

/// <summary>How registries are reached, and who must have signed what comes from there.</summary>
public sealed record RegistryAccess
{
    public TrustPolicy Trust { get; init; } = TrustPolicy.None;

    /// <summary>Ask registries without TLS: whoever is in between can read and change everything but what a digest or a signature holds.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>The variables by which accounts are found, as docker does: <c>DOCKER_CONFIG</c>, <c>HOME</c>, and <c>PATH</c> for its helper programs. Empty: no accounts.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public RegistryLimits Limits { get; init; } = RegistryLimits.Default;
}

/// <summary>Bounds of what a registry may send and how long it may take. A package is bounded by <see cref="Packages.PackageLimits"/> besides.</summary>
public sealed record RegistryLimits
{
    public static RegistryLimits Default { get; } = new();

    /// <summary>Most bytes of a manifest, a list of tags or a payload that was signed.</summary>
    public int DocumentBytes { get; init; } = 4 << 20;

    /// <summary>Most tags that are listed.</summary>
    public int Tags { get; init; } = 10_000;

    /// <summary>Most signatures of one package that are looked at.</summary>
    public int Signatures { get; init; } = 100;

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request and its whole answer may take; the content of a package gets as much more as <see cref="BytesPerSecond"/> gives it.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A transfer slower than this is given up.</summary>
    public int BytesPerSecond { get; init; } = 16 << 10;

    /// <summary>The wait before a question is asked again that the registry could not answer; twice as long each further time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a question is asked again. Nothing that changes the registry is sent twice.</summary>
    public int Retries { get; init; } = 2;
}
