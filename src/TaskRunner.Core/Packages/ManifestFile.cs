using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages;

/// <summary>Finds a package's manifest and reads it as a value.</summary>
internal static class ManifestFile
{
    public const string Yaml = "taskrunner.yaml";
    public const string Json = "taskrunner.json";
    private const string Yml = "taskrunner.yml";

    /// <summary>The manifest of a folder, by the path the user would write.</summary>
    public static string? Find(string folder, string displayName, DiagnosticBag diagnostics)
    {
        var (yaml, json) = (File.Exists(Path.Combine(folder, Yaml)), File.Exists(Path.Combine(folder, Json)));
        if (yaml && json)
        {
            diagnostics.Error("TR1104", SourceSpan.None, displayName);
            return null;
        }

        if (!yaml && !json)
        {
            ReportNone(folder, displayName, diagnostics);
            return null;
        }

        return yaml ? Yaml : Json;
    }

    /// <summary>The folder above the package is a common slip, in archives too.</summary>
    private static void ReportNone(string folder, string displayName, DiagnosticBag diagnostics)
    {
        const int MostShown = 5;
        if (File.Exists(Path.Combine(folder, Yml)))
        {
            diagnostics.Error("TR1108", SourceSpan.None, displayName);
            return;
        }

        var below = Directory.EnumerateDirectories(folder)
            .Where(d => File.Exists(Path.Combine(d, Yaml)) || File.Exists(Path.Combine(d, Json)))
            .Select(d => Path.GetFileName(d))
            .Order(StringComparer.Ordinal)
            .Take(MostShown)
            .ToArray();
        diagnostics.Error(below.Length == 0 ? "TR1102" : "TR1118", SourceSpan.None, displayName, string.Join(", ", below));
    }

    /// <returns>The document, also where it has errors that are not of the grammar; or null.</returns>
    public static Value? Read(string path, string displayName, PackageLimits limits, DiagnosticBag diagnostics)
    {
        if (Load(path, displayName, limits, diagnostics) is not { } source)
        {
            return null;
        }

        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? JsonReader.ReadTree(source, diagnostics)
            : YamlReader.ReadTree(source, diagnostics, limits.ManifestBytes);
    }

    private static SourceText? Load(string path, string displayName, PackageLimits limits, DiagnosticBag diagnostics)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                return SourceText.FromString(displayName, ""); // also a pipe, which must not be opened
            }

            using var file = File.OpenRead(path);
            if (file.Length > limits.ManifestBytes)
            {
                diagnostics.Error("TR1010", new SourceSpan(SourceText.FromString(displayName, ""), 0, 0), $"{file.Length:N0}", $"{limits.ManifestBytes:N0}");
                return null;
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return SourceText.FromUtf8(displayName, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("TR1103", SourceSpan.None, displayName, e.Message);
            return null;
        }
    }
}
