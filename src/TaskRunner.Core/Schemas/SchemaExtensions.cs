using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>The <c>x-</c> keywords of a schema.</summary>
public sealed record SchemaExtensions
{
    public static SchemaExtensions None { get; } = new();

    /// <summary><c>x-secret</c>: the value is sealed on entry and masked everywhere.</summary>
    public bool IsSecret { get; init; }

    /// <summary><c>x-generate</c>: drawn once where nobody answers, then kept.</summary>
    public GenerateRule? Generate { get; init; }

    /// <summary><c>x-global: a.b</c>: the path in the global configuration the default comes from.</summary>
    public string? Global { get; init; }

    /// <summary><c>x-when</c>: the bare expression under which the question is asked at all, with its place.</summary>
    public StringValue? When { get; init; }

    /// <summary><c>x-immutable</c>: an upgrade may not change the value.</summary>
    public bool IsImmutable { get; init; }

    /// <summary><c>x-message</c>: said in place of the evaluator's own errors about this value.</summary>
    public LocalizedText? Message { get; init; }

    /// <summary><c>x-group</c>: heading under which a form or file shows the question.</summary>
    public string? Group { get; init; }

    /// <summary><c>x-order</c>: place among its neighbours; those without come after, as written.</summary>
    public int? Order { get; init; }

    /// <summary><c>x-widget</c>: how a form shows it (<c>textarea</c>, <c>select</c> …).</summary>
    public string? Widget { get; init; }

    /// <summary><c>x-i18n: {zh: {title: …, description: …}}</c> by language.</summary>
    public ImmutableDictionary<string, SchemaTexts> Translations { get; init; } = ImmutableDictionary<string, SchemaTexts>.Empty;

    /// <summary><c>x-kubernetes-int-or-string</c>.</summary>
    public bool IntOrString { get; init; }

    /// <summary><c>x-kubernetes-preserve-unknown-fields</c>: keys beyond the declared ones are allowed whatever else is said.</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>Every <c>x-</c> keyword as written.</summary>
    public MapValue All { get; init; } = MapValue.Empty;
}

/// <summary>Title and description in one language; null where the schema has none in it.</summary>
public sealed record SchemaTexts(string? Title, string? Description);
