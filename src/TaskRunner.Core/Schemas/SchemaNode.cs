using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>
/// One schema of a document, parsed once. Nodes form a graph: <see cref="Reference"/> may lead back to an ancestor, so whoever
/// walks it keeps count. Use <see cref="SchemaShape"/> for what a value can look like after <c>$ref</c> and <c>allOf</c>.
/// </summary>
public sealed class SchemaNode
{
    private readonly DocumentPath _path;

    internal SchemaNode(Value document, DocumentPath path, SchemaResource resource)
    {
        (Document, _path, Resource) = (document, path, resource);
    }

    /// <summary>The schema as written: a map, or <c>true</c> or <c>false</c>.</summary>
    public Value Document { get; }

    public SourceSpan Span => Document.Span;

    /// <summary>JSON pointer from the root of the schema document.</summary>
    public string Pointer => _path.ToString();

    /// <summary>For the schemas <c>true</c> and <c>false</c> what they say of every value; null for a map.</summary>
    public bool? Verdict { get; init; }

    /// <summary>What <c>$ref</c> points to; in 3.0 nothing but texts and extensions counts beside it.</summary>
    public SchemaNode? Reference { get; internal set; }

    /// <summary>What <c>$dynamicRef</c> points to where nothing in the dynamic scope overrides it, and the anchor that may.</summary>
    internal (SchemaNode Target, string? Anchor)? DynamicReference { get; set; }

    /// <summary>Types by <c>type</c> and <c>nullable</c>; <see cref="SchemaTypes.Any"/> where nothing is said.</summary>
    public SchemaTypes Types { get; init; } = SchemaTypes.Any;

    /// <summary>Whether <c>type</c> is there.</summary>
    public bool HasType { get; init; }

    /// <summary>Whether null is allowed as far as <c>type</c> and <c>nullable</c> say.</summary>
    public bool IsNullable => Types.HasFlag(SchemaTypes.Null);

    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>The default as written; see <see cref="UsableDefault"/>.</summary>
    public Value? Default { get; init; }

    /// <summary>
    /// The default an absent property gets: its own, or that of what it includes by <c>$ref</c> or <c>allOf</c>. One that does not
    /// fit its schema is a warning at load and is never applied.
    /// </summary>
    public Value? UsableDefault { get; internal set; }

    public bool HasDefault => UsableDefault is not null;

    /// <summary>Allowed values of <c>enum</c>; <c>IsDefault</c> where the keyword is not there.</summary>
    public ImmutableArray<Value> Enum { get; init; }

    public Value? Const { get; init; }

    /// <summary><c>examples</c> of 2020-12 or the one <c>example</c> of 3.0.</summary>
    public ImmutableArray<Value> Examples { get; init; } = [];

    public bool IsDeprecated { get; init; }

    public bool IsReadOnly { get; init; }

    public NumberRules? Numbers { get; init; }

    public StringRules? Strings { get; init; }

    public ListRules? Lists { get; init; }

    public MapRules? Maps { get; init; }

    public CompositionRules? Composition { get; init; }

    public SchemaExtensions Extensions { get; init; } = SchemaExtensions.None;

    public string? Format => Strings?.Format;

    public SchemaNode? Items => Lists?.Items;

    public SchemaProperties Properties => Maps?.Properties ?? SchemaProperties.Empty;

    public SchemaNode? AdditionalProperties => Maps?.AdditionalProperties;

    public ImmutableArray<string> Required => Maps?.Required ?? [];

    public override string ToString() => $"schema {Pointer}";

    internal FillKind Fill { get; set; }

    internal SchemaResource Resource { get; }
}
