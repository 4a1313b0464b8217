using TaskRunner.Configuration;
using TaskRunner.Model;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>Makes the maps expressions are evaluated over.</summary>
internal static class PlanNames
{
    /// <summary>What configuration and modes may read of installation and register.</summary>
    public static ConfigurationFacts FactsOf(PlanInputs inputs) =>
        new(InstallationOf(inputs, RecordedOutputs.Of("", inputs.RecordedOutputs)), inputs.Services.Names)
        {
            OutputsSeenFrom = prefix => RecordedOutputs.Of(prefix, inputs.RecordedOutputs),
        };

    /// <summary>What holds for a whole level: the package, its view of the global configuration, the register, the installation.</summary>
    public static MapValue OfLevel(PackageLevel level, MapValue config, MapValue global, PlanInputs inputs) => MapValue.Of(
        ("package", MapValue.Of(
            ("name", Value.From(level.Manifest.Name)),
            ("version", Value.From(level.Manifest.Version.ToString())),
            ("config", config))),
        ("global", global),
        ("services", inputs.Services.Names),
        ("installation", InstallationOf(inputs, RecordedOutputs.Of(level.Prefix, inputs.RecordedOutputs))));

    /// <summary>The level's names and the group's <c>config</c>.</summary>
    public static MapValue OfGroup(TaskGroup group) => group.Level.Names.With("config", group.Config);

    private static MapValue InstallationOf(PlanInputs inputs, MapValue outputs) => MapValue.Of(
        ("name", Value.From(inputs.Installation)),
        ("operation", Value.From(OperationNames.Of(inputs.Operation))),
        ("fromVersion", Value.From(inputs.FromVersion)),
        ("toVersion", Value.From(inputs.ToVersion)),
        ("outputs", outputs));

    /// <summary>The group's names and <c>each</c> where there is one.</summary>
    public static MapValue OfInstance(TaskInstance instance)
    {
        var names = OfGroup(instance.Group);
        return instance.Key is null ? names : names.With("each", Each(instance.Key, instance.Item!));
    }

    public static MapValue Each(string key, Value item) => MapValue.Of(("key", Value.From(key)), ("value", item));
}
