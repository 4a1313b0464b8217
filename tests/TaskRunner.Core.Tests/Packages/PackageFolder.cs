using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages;

namespace TaskRunner.Core.Tests.Packages;

/// <summary>A package folder that lives as long as a test.</summary>
internal sealed class PackageFolder : IDisposable
{
    public const string Head = "apiVersion: taskrunner/v1\nkind: Package\nname: p\nversion: 1.0.0\n";

    public string Path { get; } = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;

    public static PackageFolder Of(string manifest, string name = "taskrunner.yaml")
    {
        var folder = new PackageFolder();
        folder.Write(name, manifest);
        return folder;
    }

    public void Write(string path, string text)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>The manifest of a body that follows the usual four lines; fails with the errors where there are any.</summary>
    public static PackageManifest Read(string body)
    {
        using var folder = Of(Head + body);
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics);
        Assert.True(package is not null, DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English));
        return package.Manifest;
    }

    /// <summary>Codes of what is wrong with a body, in order.</summary>
    public static string[] Codes(string body)
    {
        using var folder = Of(Head + body);
        var diagnostics = new DiagnosticBag();
        PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics);
        return [.. diagnostics.Items.Select(d => d.Code)];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
