using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages;
using TaskRunner.Packages.Archives;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Packages;

/// <summary>Reads packages from where users have them, keeps them in the store by digest, and unpacks them to be run.</summary>
internal sealed class PackageLibrary(Workbench bench)
{
    private const string DigestPrefix = "sha256:";

    // Unpacked copies are not synced, so none of an earlier boot is used: after a power loss its files may be empty, and an empty
    // script succeeds. Within one boot what was written is there.
    private readonly PackageLimits _limits = bench.PackageLimits with
    {
        UnpackFolder = Path.Combine(bench.Paths.Packages, "boot-" + bench.Host.BootId),
    };
    private readonly Dictionary<string, Package> _loaded = new(StringComparer.Ordinal);

    /// <param name="source">Folder, archive, or digest of a stored package.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">It cannot be read, for every reason at once.</exception>
    public async ValueTask<OpenedPackage> OpenAsync(string source, CancellationToken cancellationToken)
    {
        if (source.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            // An unpacked copy may outlive the package.
            _ = await bench.Store.FindPackageAsync(source, cancellationToken).ConfigureAwait(false) ?? throw new RefusedException(RefusalKind.NotFound, "TR6133", source);
            var stored = await LoadAsync(source, cancellationToken).ConfigureAwait(false);
            return new OpenedPackage(stored, IdentityOf(stored.Manifest, source), IsStored: true);
        }

        var package = Read(source, _limits);
        return new OpenedPackage(package, IdentityOf(package.Manifest, package.Digest.Value), IsStored: false);
    }

    /// <exception cref="RefusedException">A file of it cannot be packed, or it changed since it was read.</exception>
    public async ValueTask StoreAsync(OpenedPackage opened, CancellationToken cancellationToken)
    {
        var identity = opened.Identity;
        if (opened.IsStored || await bench.Store.FindPackageAsync(identity.Digest, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        using var archive = new MemoryStream();
        var diagnostics = new DiagnosticBag();
        var digest = PackageArchive.Pack(opened.Package.Directory, archive, _limits, diagnostics);
        diagnostics.ThrowIfErrors();
        if (digest != identity.Digest)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6120", "package");
        }

        var record = new PackageRecord(digest, identity.Name, identity.Version, bench.Time.GetUtcNow());
        await bench.Store.PutPackageAsync(record, archive.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The folder with the package's files, to be read only.</returns>
    /// <exception cref="RefusedException">It is not in the store, or its archive is damaged.</exception>
    public async ValueTask<string> UnpackAsync(string digest, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_limits.UnpackFolder!, PackageDigest.FolderName(digest));
        if (Directory.Exists(folder))
        {
            return folder;
        }

        RemoveEarlierBoots();

        var bytes = await bench.Store.ReadPackageAsync(digest, cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6133", digest);
        using var archive = new MemoryStream(bytes.ToArray(), writable: false);
        var diagnostics = new DiagnosticBag();
        PackageArchive.Unpack(archive, folder, digest, _limits, diagnostics);
        diagnostics.ThrowIfErrors(RefusalKind.Store);
        return folder;
    }

    /// <summary>Removes the unpacked copy.</summary>
    public void Forget(string digest)
    {
        var folder = new DirectoryInfo(Path.Combine(_limits.UnpackFolder!, PackageDigest.FolderName(digest)));
        if (folder.Exists)
        {
            Remove(folder);
        }
    }

    private void RemoveEarlierBoots()
    {
        var folders = new DirectoryInfo(bench.Paths.Packages);
        foreach (var stale in folders.Exists ? folders.GetDirectories().Where(f => f.FullName != _limits.UnpackFolder) : [])
        {
            Remove(stale);
        }
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process removes it too, or it is not ours to remove; it is used by nobody and takes only room.
        }
    }

    /// <summary>A stored package, unpacked and read.</summary>
    public async ValueTask<Package> LoadAsync(string digest, CancellationToken cancellationToken)
    {
        if (!_loaded.TryGetValue(digest, out var package))
        {
            // It was let in once: a bound on manifests that was raised then is not asked for again.
            package = Read(await UnpackAsync(digest, cancellationToken).ConfigureAwait(false), _limits with { ManifestBytes = int.MaxValue });
            _loaded.Add(digest, package);
        }

        return package;
    }

    private Package Read(string path, PackageLimits limits)
    {
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(path, bench.Types, limits, diagnostics);
        diagnostics.ThrowIfErrors();
        return package ?? throw new InvalidOperationException($"{path} was not read and nobody said why; this is a bug");
    }

    private static PackageIdentity IdentityOf(PackageManifest manifest, string digest) => new(manifest.Name, manifest.Version.ToString(), digest);
}
