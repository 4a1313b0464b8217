using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>Checks of any value: <c>type</c>, <c>enum</c>, <c>const</c>; and the reading of plain scalars as strings.</summary>
internal static class ValueChecks
{
    /// <returns>Whether the other keywords are worth a look: a wrong type is the only error of its schema.</returns>
    public static bool Run(Judgement judgement)
    {
        var node = judgement.Node;
        Coerce(judgement, node);
        if (judgement.Value is SecretValue)
        {
            return CheckSecret(judgement, node);
        }

        var type = TypeNames.TypeOf(judgement.Value);
        if ((node.Types & type) != type)
        {
            ReportType(judgement, node);
            return false;
        }

        if (!node.Enum.IsDefault && !Contains(node.Enum, judgement.Value))
        {
            Refuse(judgement, "TR2051", "enum", node.Enum);
        }

        if (node.Const is { } only && !only.Equals(judgement.Value))
        {
            Refuse(judgement, "TR2052", "const", [only]);
        }

        return true;
    }

    /// <summary>The breach of a closed list of values; it shows what is allowed, never what was found: that may be a secret.</summary>
    public static Breach NotAllowed(Judgement judgement, SchemaNode node, string code, string keyword, ImmutableArray<Value> allowed)
    {
        const int mostShown = 12;
        var shown = string.Join(", ", allowed.Take(mostShown)) + (allowed.Length > mostShown ? ", …" : "");
        var text = (judgement.Value as StringValue)?.Text;
        return new Breach(code, node, keyword, judgement.At, judgement.Value.Span, [shown])
        {
            Allowed = allowed,
            DidYouMean = text is null ? null : NearestName.Of(text, allowed.OfType<StringValue>().Select(v => v.Text)),
        };
    }

    private static void Refuse(Judgement judgement, string code, string keyword, ImmutableArray<Value> allowed)
    {
        if (HoldsSecret(judgement.Value))
        {
            judgement.IsUnsure = true;
        }
        else
        {
            judgement.Add(NotAllowed(judgement, judgement.Node, code, keyword, allowed));
        }
    }

    private static bool HoldsSecret(Value value) => value switch
    {
        SecretValue => true,
        ListValue list => list.Items.Any(HoldsSecret),
        MapValue map => map.Entries.Any(e => HoldsSecret(e.Value)),
        _ => false,
    };

    private static void Coerce(Judgement judgement, SchemaNode node)
    {
        if (judgement.Value is not (NumberValue or BooleanValue) || judgement.Value.PlainText is not { } text)
        {
            return;
        }

        var own = TypeNames.TypeOf(judgement.Value);
        var wanted = Wanted(node);
        if (wanted.HasFlag(SchemaTypes.String) && (wanted & own) != own)
        {
            judgement.Value = new StringValue(text, judgement.Value.Span);
            judgement.IsCoerced = true;
        }
    }

    /// <summary>Types the schema names, or those of its allowed values.</summary>
    private static SchemaTypes Wanted(SchemaNode node)
    {
        if (node.HasType || (node.Const is null && node.Enum.IsDefaultOrEmpty))
        {
            return node.Types;
        }

        var types = node.Const is { } only ? TypeNames.TypeOf(only) : SchemaTypes.None;
        return (node.Enum.IsDefault ? [] : node.Enum).Aggregate(types, (all, value) => all | TypeNames.TypeOf(value));
    }

    private static bool CheckSecret(Judgement judgement, SchemaNode node)
    {
        judgement.IsUnsure = true;
        if ((node.Types & SchemaTypes.Scalar) == 0)
        {
            ReportType(judgement, node);
        }

        return judgement.IsValid;
    }

    private static bool Contains(ImmutableArray<Value> values, Value wanted)
    {
        foreach (var value in values)
        {
            if (value.Equals(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static void ReportType(Judgement judgement, SchemaNode node)
    {
        var wanted = TypeNames.Describe(node.Types);
        judgement.Add(new Breach("TR2050", node, "type", judgement.At, judgement.Value.Span, [wanted, TypeNames.Of(judgement.Value)])
        {
            Types = node.Types,
            DidYouMean = node.Types.HasFlag(SchemaTypes.Boolean) ? MeantFlag(judgement.Value) : null,
        });
    }

    /// <summary>YAML 1.1 took these for booleans, and people still write them.</summary>
    private static string? MeantFlag(Value value) => (value as StringValue)?.Text.ToLowerInvariant() switch
    {
        "yes" or "on" or "y" or "true" => "true",
        "no" or "off" or "n" or "false" => "false",
        _ => null,
    };
}
