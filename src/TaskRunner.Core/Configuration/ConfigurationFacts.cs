using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>What the expressions <c>installation.*</c> and <c>services.*</c> read: the state when the operation began.</summary>
/// <param name="Installation"><c>name</c>, <c>operation</c>, <c>fromVersion</c>, <c>toVersion</c>, <c>outputs</c>.</param>
/// <param name="Services">The register by name.</param>
public sealed record ConfigurationFacts(MapValue Installation, MapValue Services)
{
    /// <summary>As it is where nothing is installed and nothing is known: for looking at a package without a store.</summary>
    public static ConfigurationFacts FirstInstall { get; } = new(
        MapValue.Of(
            ("name", Value.From("NAME")),
            ("operation", Value.From("install")),
            ("fromVersion", Value.Null),
            ("toVersion", Value.Null),
            ("outputs", MapValue.Empty)),
        MapValue.Empty);

    /// <summary>
    /// <c>installation.outputs</c> as a package inside sees them, by the prefix of its tasks' full names (<c>group/</c>,
    /// <c>group[key]/</c>); null: there are none.
    /// </summary>
    public Func<string, MapValue>? OutputsSeenFrom { get; init; }

    internal MapValue InstallationSeenFrom(string prefix) =>
        prefix.Length == 0 ? Installation : Installation.With("outputs", OutputsSeenFrom?.Invoke(prefix) ?? MapValue.Empty);
}
