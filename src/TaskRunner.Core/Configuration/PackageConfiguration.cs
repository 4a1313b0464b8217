using TaskRunner.Configuration.Secrecy;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>A package's values: of the one asked for, or of one that a task of type <c>package</c> brings in.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Config"><c>package.config</c> of its tasks.</param>
/// <param name="Global"><c>global</c> of its tasks: what its own schema declares, with defaults.</param>
/// <param name="Tasks">Its tasks by name.</param>
public sealed record PackageConfiguration(
    PackageManifest Manifest, MapValue Config, MapValue Global, IReadOnlyDictionary<string, TaskConfiguration> Tasks)
{
    internal MapValue ToValue() => MapValue.Of(
        ("config", Config),
        ("global", Global),
        ("tasks", MapValue.Of([.. Tasks.Select(t => (t.Key, (Value)t.Value.ToValue()))])));

    internal PackageConfiguration Masked(SecretMask mask) => !mask.HidesAny ? this : this with
    {
        Config = (MapValue)mask.Apply(Config),
        Global = (MapValue)mask.Apply(Global),
        Tasks = Tasks.ToDictionary(t => t.Key, t => t.Value.Masked(mask), StringComparer.Ordinal),
    };
}
