using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages;

namespace TaskRunner.Operations.Packages;

/// <summary>Checks a package and packs it into one deterministic archive.</summary>
public sealed class PackageBuildOperation(Workbench bench)
{
    /// <param name="source">The package's folder.</param>
    /// <param name="target">The archive to write, or an existing folder for <c>NAME-VERSION.tgz</c>.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="RefusedException">The package has errors, or a file cannot be packed: then nothing is left behind.</exception>
    public async Task<BuiltPackage> RunAsync(string source, string target, CancellationToken cancellationToken)
    {
        var opened = await new OperationTools(bench).Packages.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        var path = Directory.Exists(target) ? Path.Combine(target, $"{opened.Identity.Name}-{opened.Identity.Version}.tgz") : target;
        var unfinished = path + ".part";
        try
        {
            using (var file = File.Create(unfinished))
            {
                var diagnostics = new DiagnosticBag();
                PackageArchive.Pack(opened.Package.Directory, file, bench.PackageLimits, diagnostics);
                diagnostics.ThrowIfErrors();
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return new BuiltPackage(opened.Identity, path, new FileInfo(path).Length);
    }
}

/// <summary>An archive that was written.</summary>
public sealed record BuiltPackage(PackageIdentity Package, string Path, long Bytes);
