using System.Collections.Immutable;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>Answers to questions that <c>x-when</c> hides: left out of the values, said to the person who gave them, kept where recorded.</summary>
internal static class HiddenAnswers
{
    public static MapValue Without(MapValue answers, SchemaFacets facets, QuestionConditions conditions) =>
        conditions.HidesAny ? (MapValue)Strip(answers, facets, conditions) : answers;

    /// <summary>A warning for each answer a person gave to a hidden question.</summary>
    public static void Report(MapValue answers, MapValue visible, ScopeQuestions asked, DiagnosticBag diagnostics)
    {
        if (!ReferenceEquals(answers, visible))
        {
            ReportIn(answers, visible, asked, [], diagnostics);
        }
    }

    /// <summary>What to record: the visible answers, and of the hidden ones those that were recorded before and not answered now.</summary>
    public static MapValue ForRecord(MapValue all, MapValue recorded, SchemaFacets facets, QuestionConditions conditions)
    {
        if (!conditions.HidesAny)
        {
            return all;
        }

        var kept = (MapValue)Strip(all, facets, conditions);
        foreach (var keys in Find(all, facets, conditions, []))
        {
            if (Pointer.Find(recorded, keys) is { } before && before.Equals(Pointer.Find(all, keys)))
            {
                kept = Pointer.Put(kept, keys, before);
            }
        }

        return kept;
    }

    private static Value Strip(Value value, SchemaFacets facets, QuestionConditions conditions) => value switch
    {
        MapValue map => StripMap(map, facets, conditions),
        ListValue list => new ListValue([.. list.Items.Select((item, i) => Strip(item, facets.Item(i), conditions))], list.Span),
        _ => value,
    };

    private static MapValue StripMap(MapValue map, SchemaFacets facets, QuestionConditions conditions)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var property = facets.Property(entry.Key);
            if (!conditions.IsHidden(property))
            {
                entries.Add(entry with { Value = Strip(entry.Value, property, conditions) });
            }
        }

        return new MapValue(entries.DrainToImmutable(), map.Span);
    }

    private static IEnumerable<string[]> Find(MapValue map, SchemaFacets facets, QuestionConditions conditions, string[] path)
    {
        foreach (var entry in map.Entries)
        {
            var property = facets.Property(entry.Key);
            string[] here = [.. path, entry.Key];
            if (conditions.IsHidden(property))
            {
                yield return here;
            }
            else if (entry.Value is MapValue inner)
            {
                foreach (var found in Find(inner, property, conditions, here))
                {
                    yield return found;
                }
            }
        }
    }

    private static void ReportIn(MapValue answers, MapValue visible, ScopeQuestions asked, string[] path, DiagnosticBag diagnostics)
    {
        foreach (var entry in answers.Entries)
        {
            string[] here = [.. path, entry.Key];
            if (visible[entry.Key] is not { } left)
            {
                var isGiven = entry.KeySpan.Source is not null;
                if (isGiven)
                {
                    var warning = new Diagnostic("TR3028", Severity.Warning, entry.KeySpan, [AnswerPath.Write(asked.Name, here)]);
                    diagnostics.Add(warning with { Pointer = asked.Pointer + Pointer.Of(here) });
                }
            }
            else if (entry.Value is MapValue inner && left is MapValue innerLeft)
            {
                ReportIn(inner, innerLeft, asked, here, diagnostics);
            }
        }
    }
}
