using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>What an evaluation takes into account beside schema and value.</summary>
public sealed record EvaluationOptions
{
    public static EvaluationOptions Default { get; } = new();

    /// <summary>
    /// For a property with <c>x-when</c> and the root value as completed so far: whether it is asked. A hidden property is not
    /// required, defaulted or checked. Where this is null every property is asked.
    /// </summary>
    public Func<SchemaNode, Value, bool>? IsAsked { get; init; }

    /// <summary>
    /// Values whose content is not known yet (a template that is filled later): they fit every type and are not looked into.
    /// Secrets need no mention here.
    /// </summary>
    public Func<Value, bool>? IsUnknown { get; init; }

    /// <summary>The pointer the instance has in the user's document, put before every error's pointer (<c>/config</c>).</summary>
    public string PointerPrefix { get; init; } = "";

    /// <summary>Language of <c>x-message</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Whether <c>format</c> is checked; where not, it only describes.</summary>
    public bool ChecksFormats { get; init; } = true;

    /// <summary>Whether defaults are filled in; where not, the value is judged as it is and only plain scalars change.</summary>
    public bool AppliesDefaults { get; init; } = true;
}
