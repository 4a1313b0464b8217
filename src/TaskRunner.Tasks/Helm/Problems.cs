using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What stands in the way of a helm task beside what helm itself says.</summary>
internal static class Problems
{
    public static Diagnostic NoHelm(IReadOnlyDictionary<string, string> environment, string reason) => Error(
        "TR9607", HelmProgram.Named(environment) ?? "helm", reason);

    /// <summary>Where it was looked for, as one could have said it.</summary>
    public static string Sought(IReadOnlyDictionary<string, string> environment) =>
        HelmProgram.Named(environment) is { } said ? $"{HelmProgram.Variable}={said}" : $"PATH={environment.GetValueOrDefault("PATH", "")}";

    public static Diagnostic TooOld(string version) => Error("TR9620", version);

    public static Diagnostic NoNamespace(string name) => Error("TR9617", $"namespaces \"{name}\" not found");

    /// <param name="behind">Which workloads, and why.</param>
    public static Diagnostic NotReady(string behind) => Error("TR9626", behind);

    /// <summary>Others worked on the release after the attempt that is to be undone.</summary>
    public static Diagnostic ChangedSince(HelmSpec spec, string space, ReleaseRevision last, int ours) => Error(
        "TR9608",
        spec.Release,
        space,
        last.Number.ToString(CultureInfo.InvariantCulture),
        ours.ToString(CultureInfo.InvariantCulture));

    private static Diagnostic Error(string code, params ReadOnlySpan<string> arguments) => new(code, Severity.Error, SourceSpan.None, [.. arguments]);
}
