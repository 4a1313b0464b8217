using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>
/// One pass of a schema over a value: fills in and checks at the same time. Defaults that show up late (from an <c>allOf</c>
/// after an <c>if</c>) are seen by everything else in the next pass; <see cref="Rounds"/> repeats until nothing changes.
/// </summary>
internal sealed class Evaluation
{
    private const int Deepest = 512;

    private readonly Stack<SchemaResource> _scope = new();
    private readonly HashSet<SchemaNode> _fillings = [];
    private int _depth;
    private readonly Budget _budget;

    public Evaluation(bool tracksEvaluated, EvaluationOptions options, Value? completed, Budget budget) =>
        (TracksEvaluated, Options, Completed, _budget) = (tracksEvaluated, options, completed, budget);

    /// <summary>Whether some schema asks what others have spoken about.</summary>
    public bool TracksEvaluated { get; }

    public EvaluationOptions Options { get; }

    /// <summary>The root value after the pass before: what <c>x-when</c> looks at; null in the first, where no such question is asked.</summary>
    public Value? Completed { get; }

    /// <summary>The value or schema is too deep or too costly; what the pass said is not to be used.</summary>
    public bool IsExhausted { get; private set; }

    public Judgement Judge(SchemaNode node, Value value, DocumentPath at)
    {
        var judgement = new Judgement(node, value, at);
        if (_depth >= Deepest || !_budget.TrySpend())
        {
            IsExhausted = true;
            return judgement;
        }

        var entersResource = !_scope.TryPeek(out var current) || current != node.Resource;
        if (entersResource)
        {
            _scope.Push(node.Resource);
        }

        _depth++;
        Run(judgement);
        _depth--;
        if (entersResource)
        {
            _scope.Pop();
        }

        return judgement;
    }

    /// <summary>Has a further schema judge the same value.</summary>
    public void Include(Judgement judgement, SchemaNode node) => judgement.Include(Judge(node, judgement.Value, judgement.At));

    /// <summary>Has a schema judge an entry or item of the value.</summary>
    public Judgement JudgePart(Judgement judgement, SchemaNode node, Value value, DocumentPath at)
    {
        var part = Judge(node, value, at);
        judgement.Absorb(part);
        return part;
    }

    /// <summary>Runs a default through its schema; false where that is what is being done already, so it would never end.</summary>
    public bool TryFill(SchemaNode node, Value value, DocumentPath at, out Judgement filled)
    {
        var isFirst = _fillings.Add(node);
        filled = isFirst ? Judge(node, value, at) : new Judgement(node, value, at);
        if (isFirst)
        {
            _fillings.Remove(node);
        }

        EndlessDefault |= !isFirst;
        return isFirst;
    }

    /// <summary>A default brought itself in again.</summary>
    public bool EndlessDefault { get; private set; }

    public bool IsHidden(SchemaNode property) =>
        Options.IsAsked is { } isAsked && property.Extensions.When is not null && (Completed is null || !isAsked(property, Completed));

    private void Run(Judgement judgement)
    {
        var node = judgement.Node;
        if (node.Verdict is { } verdict)
        {
            if (!verdict)
            {
                judgement.Breach("TR2081", "");
            }

            return;
        }

        if (Options.IsUnknown?.Invoke(judgement.Value) == true)
        {
            judgement.IsUnsure = true;
            return;
        }

        Follow(judgement);
        if (ValueChecks.Run(judgement))
        {
            ByKind(judgement);
            CompositionChecks.Run(this, judgement);
            UnevaluatedChecks.Run(this, judgement);
        }

        OwnMessage(judgement);
    }

    private void Follow(Judgement judgement)
    {
        if (judgement.Node.Reference is { } reference)
        {
            Include(judgement, reference);
        }

        if (judgement.Node.DynamicReference is { } dynamic)
        {
            var outermost = dynamic.Anchor is { } anchor
                ? _scope.Reverse().Select(r => r.DynamicAnchors.GetValueOrDefault(anchor)).FirstOrDefault(n => n is not null)
                : null;
            Include(judgement, outermost ?? dynamic.Target);
        }
    }

    private void ByKind(Judgement judgement)
    {
        switch (judgement.Value)
        {
            case NumberValue number when judgement.Node.Numbers is not null || judgement.Node.Format is not null:
                NumberChecks.Run(judgement, number, Options);
                break;
            case StringValue text when judgement.Node.Strings is not null:
                StringChecks.Run(judgement, text, Options);
                break;
            case ListValue list when judgement.Node.Lists is not null:
                ListChecks.Run(this, judgement, list);
                break;
            case MapValue map when judgement.Node.Maps is not null:
                MapChecks.Run(this, judgement, map);
                break;
        }
    }

    /// <summary><c>x-message</c>: one text of the author's in place of all that was found about the value itself.</summary>
    private void OwnMessage(Judgement judgement)
    {
        if (judgement.Node.Extensions.Message is not { } message || judgement.Breaches?.Find(b => b.At == judgement.At) is not { } first)
        {
            return;
        }

        var others = judgement.Breaches.Where(b => b.At != judgement.At);
        judgement.ReplaceBreaches([first with { OwnText = message.For(Options.Language), DidYouMean = null }, .. others]);
    }
}
