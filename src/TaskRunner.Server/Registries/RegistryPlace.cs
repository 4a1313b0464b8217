using TaskRunner.Diagnostics;
using TaskRunner.Registries;

namespace TaskRunner.Server.Registries;

/// <summary>
/// A registry, or a part of one, from which a server takes packages. Whoever names a reference chooses the host that the server calls,
/// so it calls only those its operator has named.
/// </summary>
/// <param name="Host">With its port.</param>
/// <param name="Prefix">The repository itself and all below it; null: any of the host.</param>
public sealed record RegistryPlace(string Host, string? Prefix)
{
    /// <param name="text"><c>oci://HOST[:PORT][/PREFIX]</c>.</param>
    /// <exception cref="RefusedException">It is none, or has a tag or a digest.</exception>
    public static RegistryPlace Parse(string text)
    {
        var isWhole = OciReference.IsOne(text) && !text[OciReference.Scheme.Length..].TrimEnd('/').Contains('/', StringComparison.Ordinal);
        var reference = OciReference.Parse(isWhole ? text.TrimEnd('/') + "/any" : text.TrimEnd('/'));
        return reference is { Tag: null, Digest: null }
            ? new RegistryPlace(reference.Host, isWhole ? null : reference.Repository)
            : throw new RefusedException(RefusalKind.Usage, "TR8544", text);
    }

    public bool Has(OciReference reference) => reference.Host.Equals(Host, StringComparison.OrdinalIgnoreCase)
        && (Prefix is null || reference.Repository == Prefix || reference.Repository.StartsWith(Prefix + "/", StringComparison.Ordinal));

    public override string ToString() => $"{OciReference.Scheme}{Host}{(Prefix is null ? "" : "/" + Prefix)}";
}
