using System.Collections.Immutable;
using Semver;
using TaskRunner.Registries.Signing;

namespace TaskRunner.Operations.Packages;

/// <summary>Tags of a repository for people: versions first and the newest of them on top, then the others by name, and none that holds signatures.</summary>
internal static class PackageTags
{
    public static ImmutableArray<string> Sorted(IEnumerable<string> tags)
    {
        var lookup = tags.Where(t => !CosignSignatures.IsTag(t)).Distinct().ToLookup(t => VersionOf(t) is not null);
        return [.. lookup[true].OrderByDescending(t => VersionOf(t)!, SemVersion.SortOrderComparer), .. lookup[false].Order(StringComparer.Ordinal)];
    }

    /// <summary>The tag of a version: <c>+</c> may not stand in tags, and helm writes it so, too.</summary>
    public static string Of(string version) => version.Replace('+', '_');

    private static SemVersion? VersionOf(string tag) => SemVersion.TryParse(tag.Replace('_', '+'), SemVersionStyles.Strict, out var version) ? version : null;
}
