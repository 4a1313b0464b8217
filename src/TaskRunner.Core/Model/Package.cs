using TaskRunner.Model;

namespace TaskRunner.Model;

/// <summary>
/// A package that was read without errors: its manifest and where its files are. <see cref="Directory"/> is a folder whose
/// content is the package's (the user's own at lint and plan; an unpacked copy of the stored archive when it runs).
/// </summary>
public sealed record Package(PackageManifest Manifest, string Directory)
{
    /// <summary><c>sha256:…</c> of the deterministic archive; computed on demand because lint does not need it.</summary>
    public required Lazy<string> Digest { get; init; }
}

/// <summary>Which package exactly.</summary>
public sealed record PackageIdentity(string Name, string Version, string Digest);
