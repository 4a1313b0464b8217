using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>Reads the keywords that put schemas together.</summary>
internal sealed class CompositionReader(RuleReader rules, KeywordMap keywords)
{
    public CompositionRules? Read(bool is30)
    {
        if (!keywords.HasAny("allOf", "anyOf", "oneOf", "not", "if", "then", "else"))
        {
            return null;
        }

        var composition = new CompositionRules { AllOf = Branches("allOf"), AnyOf = Branches("anyOf"), OneOf = Branches("oneOf"), Not = rules.Child("not") };
        composition = composition with { Discriminator = Discriminator([.. composition.OneOf, .. composition.AnyOf]) };
        return is30 ? composition : composition with { If = rules.Child("if"), Then = rules.Child("then"), Else = rules.Child("else") };
    }

    private ImmutableArray<SchemaNode> Branches(string keyword)
    {
        var branches = rules.Children(keyword);
        if (branches.IsEmpty && keywords[keyword] is ListValue empty)
        {
            keywords.Wrong(keyword, empty, "array, minItems 1");
        }

        return branches;
    }

    private SchemaDiscriminator? Discriminator(ImmutableArray<SchemaNode> branches)
    {
        if (keywords.SubMap("discriminator") is not { } map || branches.IsEmpty)
        {
            return null;
        }

        if (map["propertyName"] is not StringValue property)
        {
            keywords.Wrong("discriminator", map, "{propertyName: string, mapping?: object}");
            return null;
        }

        var named = ImmutableArray.CreateBuilder<(string, SchemaNode)>();
        ReadMapping(map["mapping"], branches, named);
        foreach (var branch in branches)
        {
            named.AddRange(ImplicitNames(branch, property.Text).Select(name => (name, branch)));
        }

        return new SchemaDiscriminator(property.Text, named.DrainToImmutable());
    }

    private void ReadMapping(Value? mapping, ImmutableArray<SchemaNode> branches, ImmutableArray<(string, SchemaNode)>.Builder named)
    {
        foreach (var (value, target, _) in (mapping as MapValue)?.Entries ?? [])
        {
            var text = (target as StringValue)?.Text;
            var branch = branches.FirstOrDefault(b => ReferenceOf(b) is { } reference && (reference == text || LastPart(reference) == text));
            if (branch is null)
            {
                keywords.Error("TR2020", "discriminator", target.Span, value, text ?? TypeNames.Of(target));
            }
            else
            {
                named.Add((value, branch));
            }
        }
    }

    private static IEnumerable<string> ImplicitNames(SchemaNode branch, string property)
    {
        if (ReferenceOf(branch) is { } reference)
        {
            return [LastPart(reference)];
        }

        var deciding = branch.Properties[property];
        IEnumerable<Value> values = deciding?.Const is { } one ? [one] : deciding?.Enum is { IsDefault: false } several ? several : [];
        return values.OfType<StringValue>().Select(v => v.Text);
    }

    private static string? ReferenceOf(SchemaNode branch) => ((branch.Document as MapValue)?["$ref"] as StringValue)?.Text;

    private static string LastPart(string reference) => reference[(reference.LastIndexOfAny(['/', '#']) + 1)..];
}
