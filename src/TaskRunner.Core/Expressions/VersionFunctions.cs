using Semver;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// Semantic versions. A leading <c>v</c> and a missing minor or patch are read (charts and servers say <c>v1.28</c>, <c>16</c>);
/// order is precedence, so build metadata does not count. Ranges are npm's.
/// </summary>
internal static class VersionFunctions
{
    private const SemVersionStyles Lenient = SemVersionStyles.AllowV | SemVersionStyles.OptionalMinorPatch;

    public static Value Compare(Call call, Predicate<int> holds) =>
        Value.From(holds(SemVersion.ComparePrecedence(Version(call, 0), Version(call, 1))));

    public static Value Satisfies(Call call)
    {
        var version = Version(call, 0);
        if (!SemVersionRange.TryParseNpm(call.Text(1), includeAllPrerelease: false, out var range))
        {
            throw call.Refuse("TR4028", 1);
        }

        return Value.From(range.Contains(version));
    }

    private static SemVersion Version(Call call, int index) =>
        SemVersion.TryParse(call.Text(index), Lenient, out var version) ? version : throw call.Refuse("TR4027", index);
}
