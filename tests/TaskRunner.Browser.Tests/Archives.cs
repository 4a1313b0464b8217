using System.Formats.Tar;
using System.IO.Compression;

namespace TaskRunner.BrowserTests;

/// <summary>Packages as somebody would upload them.</summary>
internal static class Archives
{
    /// <returns>The archive of a folder.</returns>
    public static string Of(string folder, string into)
    {
        var archive = Path.Combine(into, $"{Guid.NewGuid():n}.tgz");
        using var file = File.Create(archive);
        using var zip = new GZipStream(file, CompressionLevel.Fastest);
        TarFile.CreateFromDirectory(folder, zip, includeBaseDirectory: false);
        return archive;
    }

    /// <returns>The archive of a package that is nothing but its manifest.</returns>
    public static string OfManifest(string manifest, string into)
    {
        var folder = Directory.CreateTempSubdirectory("taskrunner-browser-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "taskrunner.yaml"), manifest);
            return Of(folder.FullName, into);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
