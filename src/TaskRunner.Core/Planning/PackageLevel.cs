using TaskRunner.Model;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>A package within the plan: the one asked for, or one a task of type <c>package</c> brings in.</summary>
internal sealed class PackageLevel(PackageManifest manifest, string folder, PackageLevel? outer, TaskInstance? through)
{
    public PackageManifest Manifest { get; } = manifest;

    /// <summary>Where its files are, relative to the stored package's root; empty for the root itself.</summary>
    public string Folder { get; } = folder;

    public PackageLevel? Outer { get; } = outer;

    /// <summary>The instance that brings it in; null for the package asked for.</summary>
    public TaskInstance? Through { get; } = through;

    /// <summary>Goes before the names of its tasks: empty, or <c>group/</c>.</summary>
    public string Prefix { get; } = through is null ? "" : through.Name + "/";

    /// <summary>The names every task of the level sees: <c>package</c>, <c>global</c>, <c>services</c>, <c>installation</c>.</summary>
    public MapValue Names
    {
        get;
        set => (field, HoldsSecrets) = (value, Secrecy.HoldsSecret(value));
    } = MapValue.Empty;

    /// <summary>Some of the names are secrets.</summary>
    public bool HoldsSecrets { get; private set; }

    /// <summary>Its tasks by name.</summary>
    public Dictionary<string, TaskGroup> Groups { get; } = new(manifest.Tasks.Length, StringComparer.Ordinal);
}
