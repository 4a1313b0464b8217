using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>Reads the keywords about maps.</summary>
internal sealed class MapRuleReader(RuleReader rules, KeywordMap keywords)
{
    private static readonly string[] Known =
    [
        "properties", "additionalProperties", "required", "minProperties", "maxProperties", "patternProperties", "unevaluatedProperties",
        "propertyNames", "dependentRequired", "dependentSchemas",
    ];

    public MapRules? Read(bool is30)
    {
        if (!keywords.HasAny(Known))
        {
            return null;
        }

        var map = new MapRules
        {
            Properties = rules.Named("properties"),
            AdditionalProperties = rules.Child("additionalProperties"),
            Required = keywords.Names("required"),
            MinProperties = keywords.Count("minProperties"),
            MaxProperties = keywords.Count("maxProperties"),
        };
        return is30 ? map : map with
        {
            PatternProperties = PatternProperties(),
            UnevaluatedProperties = rules.Child("unevaluatedProperties"),
            PropertyNames = rules.Child("propertyNames"),
            DependentRequired = DependentRequired(),
            DependentSchemas = rules.Named("dependentSchemas"),
        };
    }

    private ImmutableArray<(SchemaPattern Pattern, SchemaNode Schema)> PatternProperties()
    {
        var found = ImmutableArray.CreateBuilder<(SchemaPattern, SchemaNode)>();
        foreach (var (source, schema, span) in rules.Named("patternProperties"))
        {
            if (rules.Pattern("patternProperties", source, span) is { } pattern)
            {
                found.Add((pattern, schema));
            }
        }

        return found.DrainToImmutable();
    }

    private ImmutableArray<(string Property, ImmutableArray<string> Required)> DependentRequired() =>
        keywords.SubMap("dependentRequired") is { } map
            ? [.. map.Entries.Select(e => (e.Key, keywords.Names("dependentRequired", e.Value)))]
            : [];
}
