using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages;
using TaskRunner.Stores;
using TaskRunner.Work;

namespace TaskRunner.Operations;

/// <summary>Reads packages from where users have them, keeps them in the store by digest, and unpacks them to be run.</summary>
internal sealed class PackageLibrary(Workbench bench)
{
    private const string DigestPrefix = "sha256:";

    private readonly Dictionary<string, Package> _loaded = new(StringComparer.Ordinal);

    /// <param name="source">Folder, archive, or digest of a stored package.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">It cannot be read, for every reason at once.</exception>
    public async ValueTask<OpenedPackage> OpenAsync(string source, CancellationToken cancellationToken)
    {
        if (source.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            var stored = await LoadAsync(source, cancellationToken).ConfigureAwait(false);
            return new OpenedPackage(stored, IdentityOf(stored.Manifest, source), IsStored: true);
        }

        var package = Read(source);
        return new OpenedPackage(package, IdentityOf(package.Manifest, DigestOf(package.Directory)), IsStored: false);
    }

    public async ValueTask StoreAsync(OpenedPackage opened, CancellationToken cancellationToken)
    {
        if (opened.IsStored)
        {
            return;
        }

        var record = new PackageRecord(opened.Identity.Digest, opened.Identity.Name, opened.Identity.Version, bench.Time.GetUtcNow());
        await bench.Store.PutPackageAsync(record, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        var folder = FolderOf(opened.Identity.Digest);
        foreach (var file in Directory.EnumerateFiles(opened.Package.Directory, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(opened.Package.Directory, file));
            PrivateFolder.Create(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    /// <returns>The folder with the package's files, to be read only.</returns>
    public async ValueTask<string> UnpackAsync(string digest, CancellationToken cancellationToken)
    {
        var folder = FolderOf(digest);
        if (!Directory.Exists(folder) || await bench.Store.FindPackageAsync(digest, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6133", digest);
        }

        return folder;
    }

    /// <summary>A stored package, unpacked and read.</summary>
    public async ValueTask<Package> LoadAsync(string digest, CancellationToken cancellationToken)
    {
        if (!_loaded.TryGetValue(digest, out var package))
        {
            package = Read(await UnpackAsync(digest, cancellationToken).ConfigureAwait(false));
            _loaded.Add(digest, package);
        }

        return package;
    }

    private Package Read(string path)
    {
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(path, bench.Types, PackageLimits.Default, diagnostics);
        diagnostics.ThrowIfErrors();
        return package ?? throw new InvalidOperationException($"{path} was not read and nobody said why; this is a bug");
    }

    private string FolderOf(string digest) => Path.Combine(bench.Paths.Packages, digest[DigestPrefix.Length..]);

    private static PackageIdentity IdentityOf(PackageManifest manifest, string digest) => new(manifest.Name, manifest.Version.ToString(), digest);

    private static string DigestOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file) + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return DigestPrefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
