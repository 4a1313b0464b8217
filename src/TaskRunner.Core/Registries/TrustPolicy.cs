using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Registries.Signing;

namespace TaskRunner.Registries;

/// <summary>Whose signature makes a package from a registry one to use.</summary>
/// <param name="Keys">A signature by one of them is enough.</param>
public sealed record TrustPolicy(ImmutableArray<TrustedKey> Keys)
{
    private static readonly string[] Endings = [".pem", ".pub"];

    /// <summary>Nobody is trusted, so nothing from a registry is used.</summary>
    public static TrustPolicy None { get; } = new([]);

    /// <summary>Use what no trusted key signed, too. A signature that is there is still looked for, to be told.</summary>
    public bool AllowUnsigned { get; init; }

    /// <param name="paths">Files of public keys in PEM, or folders of such files (<c>.pem</c>, <c>.pub</c>).</param>
    /// <exception cref="RefusedException">One cannot be read, or holds no key of the kind signatures are made with.</exception>
    public static TrustPolicy Read(IEnumerable<string> paths) =>
        new([.. paths.SelectMany(FilesOf).SelectMany(TrustedKey.Read).DistinctBy(k => k.Fingerprint)]);

    private static List<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Directory.EnumerateFiles(path).Where(f => Endings.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new RefusedException(RefusalKind.Invalid, "TR8334", path);
    }
}
