using Semver;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>
/// What is read before all else, so that a package for another tool, or for a later version of this one, is refused with that
/// reason and not with a list of unknown keys.
/// </summary>
internal static class PackageGate
{
    public const string ApiVersion = "taskrunner/v1";
    public const string Kind = "Package";

    public static SemVersion ToolVersion { get; } = OfAssembly();

    /// <returns>Whether reading on makes sense.</returns>
    public static bool Check(MapValue root, DiagnosticBag diagnostics)
    {
        if (root.TryGetEntry("taskrunner", out var tool) && Fields.Text(tool, diagnostics) is { } text
            && VersionReader.Range(text, tool.Value.Span, diagnostics) is { } range && !range.Contains(ToolVersion))
        {
            diagnostics.Error("TR1112", tool.Value.Span, text, ToolVersion.ToString());
            return false;
        }

        return Expect(root, "kind", Kind, "TR1111", diagnostics) & Expect(root, "apiVersion", ApiVersion, "TR1110", diagnostics);
    }

    private static bool Expect(MapValue root, string key, string expected, string code, DiagnosticBag diagnostics)
    {
        if (!root.TryGetEntry(key, out var entry) || entry.Value is NullValue)
        {
            diagnostics.Error("TR1109", Fields.Head(root), key, expected);
            return true;
        }

        if (Fields.Text(entry, diagnostics) is not { } text || text == expected)
        {
            return true;
        }

        diagnostics.Error(code, entry.Value.Span, text, expected);
        return false;
    }

    private static SemVersion OfAssembly()
    {
        var version = typeof(PackageGate).Assembly.GetName().Version ?? new Version(0, 0, 0);
        return new SemVersion(version.Major, version.Minor, Math.Max(0, version.Build));
    }
}
