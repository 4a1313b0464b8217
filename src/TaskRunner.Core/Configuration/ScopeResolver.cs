using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>
/// Works one scope out: answers are sealed, hidden ones put aside, gaps filled, the whole held against the schema; and once
/// more while conditions change with the values.
/// </summary>
/// <param name="asked">The questions.</param>
/// <param name="names">What expressions may read beside <c>config</c>.</param>
/// <param name="global">The visible part of the global configuration.</param>
/// <param name="tools">What all scopes share.</param>
internal sealed class ScopeResolver(ScopeQuestions asked, MapValue names, MapValue global, ResolutionTools tools)
{
    private readonly DiagnosticBag _literalErrors = new();
    private readonly QuestionConditions _conditions = new(names, tools.Diagnostics);
    private readonly EvaluationOptions _options = tools.Options(asked);

    public ScopeResult Resolve(ScopeAnswers answers, ScopeBasis basis)
    {
        if (asked.Schema is not { } schema)
        {
            return new ScopeResult(MapValue.Empty, answers.All) { Removed = answers.Removed };
        }

        var sealing = new SecretSealing(asked, tools.Vault, _literalErrors);
        var all = sealing.Seal(answers.All, _options);
        var effective = (MapValue)AnswerMerge.Over(ScopeAnswers.Retain(all, asked.Facets, "", null), basis.Given, asked.Facets);
        var completed = Complete(schema, effective, sealing, basis.Drawn);
        Report(completed, effective, basis);
        return Result(completed, answers, all, basis);
    }

    private Completed Complete(Schema schema, MapValue effective, SecretSealing sealing, Value? drawn)
    {
        // Each round can show or hide further questions; more rounds than conditions means that they chase each other.
        for (var rounds = asked.Conditional.Count + 2; ; rounds--)
        {
            var visible = HiddenAnswers.Without(effective, asked.Facets, _conditions);
            var fill = new QuestionFill(asked, _conditions, global, drawn);
            var filled = sealing.Seal(fill.Fill(visible), _options);
            var result = schema.Evaluate(filled, _options with { IsAsked = (n, _) => !_conditions.IsHidden(n) });
            var config = sealing.SealDefaults(result.Value as MapValue ?? MapValue.Empty);
            if (asked.Conditional.Count == 0 || !_conditions.Update(asked, config))
            {
                return new Completed(visible, fill, result, config);
            }

            if (rounds == 0)
            {
                tools.Diagnostics.Error("TR3030", asked.Conditional[0].Extensions.When!.Span, asked.Name);
                return new Completed(visible, fill, result, config);
            }
        }
    }

    private void Report(Completed completed, MapValue effective, ScopeBasis basis)
    {
        _conditions.Report(asked, completed.Config);
        HiddenAnswers.Report(effective, completed.Visible, asked, tools.Diagnostics);
        tools.Diagnostics.AddRange(_literalErrors.Items.Where(e => Find(completed.Visible, e.Pointer) is not null));
        // A secret's content is not known here: what the schema says of the stand-in says nothing of it.
        tools.Diagnostics.AddRange(completed.Result.Errors
            .Where(e => e.Code != MissingAnswers.SchemaCode && Find(completed.Result.Value, e.Pointer) is not SecretValue));
        new ImmutableAnswers(asked).Check(completed.Config, basis.Established, tools.Diagnostics);
    }

    private ScopeResult Result(Completed completed, ScopeAnswers answers, MapValue all, ScopeBasis basis)
    {
        var (visible, fill, result, config) = completed;
        var recorded = basis.Recorded as MapValue ?? MapValue.Empty;
        var recordable = HiddenAnswers.ForRecord(all, recorded, asked.Facets, _conditions);
        recordable = fill.Drawn.Aggregate(recordable, (map, pointer) => Copy(map, config, pointer));
        return new ScopeResult(config, new ImmutableAnswers(asked).Pin(recordable, config))
        {
            Missing = [.. new MissingAnswers(asked, _conditions).From(result).Where(m => !answers.IsRefused(m.Pointer))],
            Pending = [.. fill.Pending.Where(p => Find(config, p.Pointer) is not null)],
            Explained = new ValueOrigins(asked, visible, recorded, fill, basis.Given).Explain(config),
            Removed = answers.Removed,
            Hidden = _conditions.Hidden,
        };
    }

    private static MapValue Copy(MapValue map, MapValue config, string pointer)
    {
        var keys = Pointer.Keys(pointer);
        return Pointer.Find(config, keys) is { } value ? Pointer.Put(map, keys, value) : map;
    }

    /// <summary>A value by its pointer in the document of answers.</summary>
    private Value? Find(Value config, string? pointer) =>
        pointer?.Length >= asked.Pointer.Length ? Pointer.Find(config, Pointer.Keys(pointer[asked.Pointer.Length..])) : null;

    /// <param name="Visible">Answers to questions that are asked.</param>
    /// <param name="Fill">What was answered from elsewhere.</param>
    /// <param name="Result">The schema's word on it.</param>
    /// <param name="Config">The values.</param>
    private sealed record Completed(MapValue Visible, QuestionFill Fill, SchemaResult Result, MapValue Config);
}
