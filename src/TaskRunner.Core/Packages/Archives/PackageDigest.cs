using System.Security.Cryptography;

namespace TaskRunner.Packages.Archives;

/// <summary>Writes digests as <c>sha256:…</c>.</summary>
internal static class PackageDigest
{
    public const string Prefix = "sha256:";

    public static string Of(IncrementalHash hash) => Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>The digest as a name of a folder.</summary>
    public static string FolderName(string digest) => digest[Prefix.Length..];
}
