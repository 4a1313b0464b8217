using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads bare expressions: <c>when</c> and <c>require</c>.</summary>
internal static class ConditionReader
{
    /// <summary>An expression, or a list of them.</summary>
    public static ImmutableArray<Expression> When(MapEntry entry, DiagnosticBag diagnostics) => entry.Value switch
    {
        NullValue => [],
        ListValue list => [.. list.Items.Select(i => One(entry.Key, i, diagnostics)).OfType<Expression>()],
        var single => One(entry.Key, single, diagnostics) is { } expression ? [expression] : [],
    };

    public static Expression? One(string key, Value value, DiagnosticBag diagnostics)
    {
        var text = Fields.Text(new MapEntry(key, value), diagnostics);
        if (text is null)
        {
            if (value is NullValue)
            {
                diagnostics.Error("TR1201", value.Span, key);
            }

            return null;
        }

        if (Template.IsIn(text))
        {
            diagnostics.Error("TR1216", value.Span, key);
            return null;
        }

        return Expression.Parse(text, value.Span, diagnostics);
    }

    public static ImmutableArray<Requirement> Require(MapEntry entry, DiagnosticBag diagnostics)
    {
        if (Fields.List(entry, diagnostics) is not { } list)
        {
            return [];
        }

        var requirements = ImmutableArray.CreateBuilder<Requirement>(list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (Fields.Map(Fields.Item("require", i, list.Items[i]), diagnostics) is { } map && Requirement(map, diagnostics) is { } requirement)
            {
                requirements.Add(requirement);
            }
        }

        return requirements.DrainToImmutable();
    }

    private static Requirement? Requirement(MapValue map, DiagnosticBag diagnostics)
    {
        Expression? that = null;
        LocalizedText? message = null;
        foreach (var entry in map.Entries)
        {
            switch (entry.Key)
            {
                case "that":
                    that = One(entry.Key, entry.Value, diagnostics);
                    break;
                case "message":
                    message = Fields.Localized(entry, diagnostics);
                    break;
                default:
                    Fields.Unknown(entry, ["that", "message"], diagnostics);
                    break;
            }
        }

        foreach (var key in (ReadOnlySpan<string>)["that", "message"])
        {
            if (!map.ContainsKey(key))
            {
                Fields.Missing(map, key, diagnostics);
            }
        }

        return that is null || message is null ? null : new Requirement(that, message, map.Span);
    }
}
