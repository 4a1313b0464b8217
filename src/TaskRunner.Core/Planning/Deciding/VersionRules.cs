using Semver;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning.Recorded;

namespace TaskRunner.Planning.Deciding;

/// <summary>Whether a package may take the place of what is installed.</summary>
internal static class VersionRules
{
    public static void Check(PlanInputs inputs, DiagnosticBag refused)
    {
        if (inputs.Installed is not { } installed)
        {
            return;
        }

        var manifest = inputs.Package.Manifest;
        if (installed.Name != manifest.Name)
        {
            refused.Error("TR5021", manifest.Span, inputs.Installation, installed.Name, manifest.Name);
            return;
        }

        var from = SemVersion.Parse(installed.Version, SemVersionStyles.Strict);
        var order = from.ComparePrecedenceTo(manifest.Version);
        if (order > 0 && !inputs.Options.AllowDowngrade)
        {
            refused.Error("TR5022", manifest.Span, inputs.Installation, installed.Version, manifest.Version.ToString());
        }

        if (order != 0 && manifest.UpgradeFrom is { } range && !range.Contains(from))
        {
            refused.Error("TR5023", manifest.Span, manifest.Name, manifest.Version.ToString(), range.Text, installed.Version);
        }
    }
}
