using System.Net.Http.Headers;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;

namespace TaskRunner.Cli.Remote;

/// <summary>A package of this machine for a server: checked and packed here, sent where the server does not have it yet.</summary>
internal static class RemotePackage
{
    /// <param name="api">The server.</param>
    /// <param name="bench">Reads the package; its store is not asked for packages.</param>
    /// <param name="source">Folder, archive or digest.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <returns>The package's digest.</returns>
    /// <exception cref="RefusedException">The package has errors, or the server refuses it.</exception>
    public static async Task<string> SendAsync(ApiClient api, Workbench bench, string source, CancellationToken cancellationToken)
    {
        if (source.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return source;
        }

        var folder = Directory.CreateTempSubdirectory("taskrunner-send-");
        try
        {
            var local = bench with { Store = new Stores.MemoryStore(), Paths = WorkbenchPaths.Under(folder.FullName) };
            var built = await new PackageBuildOperation(local).RunAsync(source, Path.Combine(folder.FullName, "package.tgz"), cancellationToken).ConfigureAwait(false);
            if (await api.FindAsync($"packages/{Uri.EscapeDataString(built.Package.Digest)}", cancellationToken).ConfigureAwait(false) is null)
            {
                using var content = new StreamContent(File.OpenRead(built.Path));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/gzip");
                await api.WriteAsync(HttpMethod.Post, "packages", content, cancellationToken).ConfigureAwait(false);
            }

            return built.Package.Digest;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
