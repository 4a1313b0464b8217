using System.Collections.Immutable;
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
    private QuestionFill _fill = null!;

    /// <param name="answers">As gathered.</param>
    /// <param name="recorded">The answers that are the base.</param>
    /// <param name="established">The answers of the last success, to find changes of what may not change.</param>
    /// <param name="drawn">What was drawn for this scope, or null.</param>
    /// <param name="given">What a package around this one sets.</param>
    public ScopeResult Resolve(ScopeAnswers answers, Value? recorded, Value? established, Value? drawn, MapValue given)
    {
        if (asked.Schema is not { } schema)
        {
            return new ScopeResult(MapValue.Empty, answers.All) { Removed = answers.Removed };
        }

        var sealing = new SecretSealing(asked, tools.Vault, _literalErrors);
        var conditions = new QuestionConditions(names, tools.Diagnostics);
        var all = sealing.Seal(answers.All, tools.Options(asked));
        var effective = (MapValue)AnswerMerge.Over(ScopeAnswers.Retain(all, asked.Facets, "", null), given, asked.Facets);
        var rounds = asked.Conditional.Count + 2;
        SchemaResult result;
        MapValue visible, config;
        do
        {
            visible = HiddenAnswers.Without(effective, asked.Facets, conditions);
            _fill = new QuestionFill(asked, conditions, global, drawn);
            var filled = sealing.Seal(_fill.Fill(visible), tools.Options(asked));
            result = schema.Evaluate(filled, tools.Options(asked) with { IsAsked = (n, _) => !conditions.IsHidden(n) });
            config = sealing.SealDefaults(result.Value as MapValue ?? MapValue.Empty);
        }
        while (asked.Conditional.Count > 0 && conditions.Update(asked, config) && rounds-- > 0);

        Report(result, visible, effective, config, conditions, rounds, established);
        return Result(answers, all, visible, given, recorded, result, config, conditions);
    }

    private void Report(
        SchemaResult result, MapValue visible, MapValue effective, MapValue config, QuestionConditions conditions, int rounds, Value? established)
    {
        if (rounds < 0)
        {
            tools.Diagnostics.Error("TR3030", asked.Conditional[0].Extensions.When!.Span, asked.Name);
        }

        conditions.Report(asked, config);
        HiddenAnswers.Report(effective, visible, asked, tools.Diagnostics);
        tools.Diagnostics.AddRange(_literalErrors.Items.Where(e => IsThere(visible, e.Pointer!)));
        tools.Diagnostics.AddRange(result.Errors.Where(e => e.Code != MissingAnswers.SchemaCode && !IsAboutSecret(result.Value, e.Pointer)));
        new ImmutableAnswers(asked).Check(config, established, tools.Diagnostics);
    }

    private ScopeResult Result(
        ScopeAnswers answers, MapValue all, MapValue visible, MapValue given, Value? recorded, SchemaResult result, MapValue config, QuestionConditions conditions)
    {
        var missing = new MissingAnswers(asked, conditions).From(result);
        var recordable = HiddenAnswers.ForRecord(all, recorded as MapValue ?? MapValue.Empty, asked.Facets, conditions);
        var waiting = _fill.Pending.Select(p => p.Pointer[asked.Pointer.Length..]).ToHashSet(StringComparer.Ordinal);
        recordable = _fill.Generated.Except(waiting).Aggregate(recordable, (map, pointer) => Copy(map, config, pointer));
        return new ScopeResult(config, new ImmutableAnswers(asked).Pin(recordable, config))
        {
            Missing = [.. missing.Where(m => !answers.IsRefused(m.Pointer))],
            Pending = [.. _fill.Pending.Where(p => IsThere(config, p.Pointer))],
            Explained = new ValueOrigins(asked, visible, recorded as MapValue, _fill, given).Explain(config),
            Removed = answers.Removed,
            Hidden = conditions.Hidden,
        };
    }

    private static MapValue Copy(MapValue map, MapValue config, string pointer)
    {
        var keys = Pointer.Keys(pointer);
        return Pointer.Find(config, keys) is { } value ? Pointer.Put(map, keys, value) : map;
    }

    /// <summary>A secret's content is not known here: what the schema would say of the stand-in says nothing of it.</summary>
    private bool IsAboutSecret(Value config, string? pointer) =>
        pointer?.Length >= asked.Pointer.Length && Pointer.Find(config, Pointer.Keys(pointer[asked.Pointer.Length..])) is SecretValue;

    private bool IsThere(MapValue values, string pointer) =>
        Pointer.Find(values, Pointer.Keys(pointer[asked.Pointer.Length..])) is not null;
}
