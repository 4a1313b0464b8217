using System.Collections.Immutable;
using Semver;
using TaskRunner.Expressions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Model;

/// <summary>A package's manifest, read and checked: what it is, asks, and does.</summary>
public sealed record PackageManifest
{
    public required string Name { get; init; }

    public required SemVersion Version { get; init; }

    public LocalizedText Title { get; init; } = LocalizedText.Empty;

    /// <summary>Installed versions this package can upgrade; null: any.</summary>
    public VersionRange? UpgradeFrom { get; init; }

    /// <summary>Services of other installations it needs.</summary>
    public ImmutableArray<ServiceRequirement> RequiredServices { get; init; } = [];

    /// <summary>What it reads of the global configuration; null: nothing.</summary>
    public Schema? Global { get; init; }

    /// <summary>Questions shared by its tasks; null: none.</summary>
    public Schema? Config { get; init; }

    public ImmutableArray<TaskDefinition> Tasks { get; init; } = [];

    /// <summary>All edges: from <c>edges</c>, <c>needs</c> and references to outputs, merged.</summary>
    public ImmutableArray<EdgeDefinition> Edges { get; init; } = [];

    public FailurePolicy OnFailure { get; init; } = FailurePolicy.Default;

    /// <summary>The package's own outputs, templates over its tasks'.</summary>
    public MapValue Outputs { get; init; } = MapValue.Empty;

    public SourceSpan Span { get; init; }
}

/// <summary>A range as npm writes it (<c>&gt;=2.0.0 &lt;3</c>), with the text the author wrote.</summary>
public sealed record VersionRange(string Text, SemVersionRange Range)
{
    public bool Contains(SemVersion version) => Range.Contains(version);
}

public sealed record ServiceRequirement(string Service, VersionRange Range, SourceSpan Span);

/// <summary>
/// <see cref="From"/> finishes before <see cref="To"/> starts. The names are task names of one package; a key part, when
/// present, picks one instance of a <c>forEach</c>: its text, or a template such as <c>${{ each.key }}</c>.
/// </summary>
public sealed record EdgeDefinition(EdgeEnd From, EdgeEnd To, EdgeCondition On, EdgeOrigins Origins, SourceSpan Span);

public sealed record EdgeEnd(string Task, Value? Key = null);

public enum EdgeCondition
{
    Succeeded,
    Failed,
    Settled,
}

[Flags]
public enum EdgeOrigins
{
    None = 0,
    Needs = 1,
    Edges = 2,
    Reference = 4,
}
