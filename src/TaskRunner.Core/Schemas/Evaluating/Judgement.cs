using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>What one schema says of one value while it is being worked out.</summary>
internal sealed class Judgement(SchemaNode node, Value value, DocumentPath at)
{
    public SchemaNode Node { get; } = node;

    /// <summary>The place of the value; the same object for all schemas that judge one value.</summary>
    public DocumentPath At { get; } = at;

    /// <summary>The value with what has been filled in so far.</summary>
    public Value Value { get; set; } = value;

    public List<Breach>? Breaches { get; private set; }

    public bool IsValid => Breaches is null;

    /// <summary>A plain scalar was read as a string for this schema: a branch that takes it as it is fits better.</summary>
    public bool IsCoerced { get; set; }

    /// <summary>Something was not looked into (a secret, a template): valid means only that nothing contradicts.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>Which keys and items schemas have spoken about; null while nobody asks.</summary>
    public EvaluatedParts? Evaluated { get; private set; }

    /// <summary><see cref="Evaluated"/> to be written to.</summary>
    public EvaluatedParts Parts => Evaluated ??= new EvaluatedParts();

    /// <summary>Valid for what the value is by itself, not by benefit of the doubt.</summary>
    public bool Fits => IsValid && !IsCoerced && !IsUnsure;

    public void Add(Breach breach) => (Breaches ??= []).Add(breach);

    public void Breach(string code, string keyword, params ReadOnlySpan<string> arguments) =>
        Add(new Breach(code, Node, keyword, At, Value.Span, [.. arguments]));

    /// <summary>Takes over what an included schema says of the same value.</summary>
    public void Include(Judgement part)
    {
        Value = part.Value;
        Absorb(part);
        if (part.IsValid && part.Evaluated is { } parts)
        {
            Parts.Add(parts);
        }
    }

    /// <summary>Takes over what a schema says of a part of the value, or of the value without changing it.</summary>
    public void Absorb(Judgement part)
    {
        if (part.Breaches is { } breaches)
        {
            (Breaches ??= []).AddRange(breaches);
        }

        IsCoerced |= part.IsCoerced;
        IsUnsure |= part.IsUnsure;
    }

    public void ReplaceBreaches(List<Breach>? breaches) => Breaches = breaches;
}
