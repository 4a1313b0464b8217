using System.Collections.Immutable;
using TaskRunner.Expressions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Model;

/// <summary>A task of a package, with what <c>use</c> brings already laid under it. Modes and <c>forEach</c> are applied by the planner.</summary>
public sealed record TaskDefinition
{
    public required string Name { get; init; }

    /// <summary>Name of the task type: <c>shell</c>, <c>helm</c>, … or <c>package</c>.</summary>
    public required string Type { get; init; }

    public LocalizedText Title { get; init; } = LocalizedText.Empty;

    public TaskPolicy Policy { get; init; } = new();

    /// <summary>The task's own questions; null when it asks nothing.</summary>
    public Schema? Config { get; init; }

    /// <summary>The contract with the tasks after it.</summary>
    public ImmutableArray<OutputDefinition> Outputs { get; init; } = [];

    public ImmutableArray<ModeDefinition> Modes { get; init; } = [];

    public ServiceDefinition? Service { get; init; }

    /// <summary>The type's own part, templates not yet filled.</summary>
    public MapValue Spec { get; init; } = MapValue.Empty;

    /// <summary>Evaluated in order, stops at the first false: the task is skipped.</summary>
    public ImmutableArray<Expression> When { get; init; } = [];

    public ImmutableArray<Requirement> Require { get; init; } = [];

    public ForEachDefinition? ForEach { get; init; }

    public bool AllowFailure { get; init; }

    /// <summary>Globs of package files whose bytes count in the input digest beside those the spec names.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>For type <c>package</c>: the package whose tasks come in as <c>name/task</c>.</summary>
    public PackageManifest? Inner { get; init; }

    public SourceSpan Span { get; init; }
}

/// <summary>
/// An output other teams may rely on. <see cref="Schema"/> describes it (type, nullable, default, x-secret);
/// <see cref="Value"/> is an expression for types that do not write it themselves, or null.
/// </summary>
public sealed record OutputDefinition(string Name, Schema Schema, Value? Value, bool IsSecret, bool IsNullable, Value? Default, SourceSpan Span);

/// <summary>A way a task behaves under a condition over global, package, installation and services; the first that holds is taken.</summary>
public sealed record ModeDefinition
{
    public required string Name { get; init; }

    public required Expression When { get; init; }

    /// <summary>The task as it is in this mode: config, spec and outputs already laid over the task's own.</summary>
    public required TaskDefinition Effective { get; init; }

    /// <summary>Nothing runs; the contract is met by <see cref="OutputValues"/>.</summary>
    public bool OutputOnly { get; init; }

    public MapValue OutputValues { get; init; } = MapValue.Empty;
}

/// <summary>What must be known and true at plan time; a false one refuses the whole plan with its message.</summary>
public sealed record Requirement(Expression That, LocalizedText Message, SourceSpan Span);

/// <summary>Registers the task's subject as a service. Name may be a template over installation.name and package.config; version one over anything known after execution.</summary>
public sealed record ServiceDefinition(Value Name, string? Type, Value? Version, SourceSpan Span);

/// <summary>A map, a list of unique strings, or a plan-time template of one.</summary>
public sealed record ForEachDefinition(Value Items, SourceSpan Span);
