using TaskRunner.Diagnostics;

namespace TaskRunner.Packages;

/// <summary>Packs and unpacks packages.</summary>
public static class PackageArchive
{
    public static string? Unpack(string path, PackageLimits limits, DiagnosticBag diagnostics) => throw new NotSupportedException();

    public static string DigestOf(string folder, PackageLimits limits) => throw new NotSupportedException();
}
