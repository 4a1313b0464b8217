using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations.Packages;

/// <summary>Takes a package out of the store that no installation and no run can be in need of any more. History keeps its name and version.</summary>
public sealed class PackageRemoveOperation(Workbench bench)
{
    /// <summary>Looks which package is meant and whether it may go; removes nothing.</summary>
    /// <param name="target">Digest, or <c>NAME@VERSION</c>.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="RefusedException">There is none or there are several, or it is needed, for every reason at once.</exception>
    public async Task<PackageRecord> FindAsync(string target, CancellationToken cancellationToken)
    {
        var package = Choose(target, await bench.Store.ListPackagesAsync(cancellationToken).ConfigureAwait(false));
        await RefuseNeededAsync(package, cancellationToken).ConfigureAwait(false);
        return package;
    }

    /// <param name="target">Digest, or <c>NAME@VERSION</c>.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <param name="before">Called when it may go and is still there; what it throws keeps it so.</param>
    /// <exception cref="RefusedException">As <see cref="FindAsync"/>.</exception>
    public async Task<PackageRecord> RunAsync(string target, CancellationToken cancellationToken, Func<PackageRecord, ValueTask>? before = null)
    {
        var package = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await before(package).ConfigureAwait(false);
        }

        var archive = await ReadAsync(package.Digest, cancellationToken).ConfigureAwait(false);
        await bench.Store.RemovePackageAsync(package.Digest, CancellationToken.None).ConfigureAwait(false);
        try
        {
            await RefuseNeededAsync(package, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RefusedException) when (archive is not null)
        {
            // A run began between the look and the removal: it gets its package back.
            await bench.Store.PutPackageAsync(package, archive.Value, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        new PackageLibrary(bench).Forget(package.Digest);
        return package;
    }

    private static PackageRecord Choose(string target, IReadOnlyList<PackageRecord> packages)
    {
        var found = packages.Where(p => p.Digest == target || NameOf(p) == target).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR6174", Severity.Error, SourceSpan.None, [target])
            {
                DidYouMean = NearestName.Of(target, packages.Select(NameOf)),
            }]),
            _ => throw new RefusedException(RefusalKind.Usage, "TR6173", target, string.Join(", ", found.Select(p => p.Digest))),
        };
    }

    private static string NameOf(PackageRecord package) => $"{package.Name}@{package.Version}";

    private async ValueTask RefuseNeededAsync(PackageRecord package, CancellationToken cancellationToken)
    {
        var needs = new PackageNeeds(bench);
        var reasons = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var installation in await bench.Store.ListInstallationsAsync(cancellationToken).ConfigureAwait(false))
        {
            if ((await needs.OfAsync(installation, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(package.Digest) is { } reason)
            {
                reasons.Add(reason);
            }
        }

        if (reasons.Count > 0)
        {
            throw new RefusedException(RefusalKind.NotAllowed, reasons.ToImmutable());
        }
    }

    /// <returns>Null where it is damaged: then nothing is lost with it.</returns>
    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            return await bench.Store.ReadPackageAsync(digest, cancellationToken).ConfigureAwait(false);
        }
        catch (RefusedException e) when (e.Diagnostics is [{ Code: "TR7015" }])
        {
            return null;
        }
    }
}
