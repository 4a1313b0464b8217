using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas.Formats;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>Reads the keywords of one schema into a node.</summary>
internal sealed class RuleReader(SchemaReader reader, KeywordMap keywords, SchemaResource resource)
{
    private bool Is30 => reader.Dialect == SchemaDialect.OpenApi30;

    public SchemaNode Read()
    {
        var extensions = ExtensionReader.Read(keywords);
        var types = TypeReader.Read(keywords, reader.Dialect);
        return new SchemaNode(keywords.Map, keywords.Path, resource)
        {
            HasType = keywords["type"] is not null,
            Types = extensions.IntOrString && types == SchemaTypes.Any ? SchemaTypes.Integer | SchemaTypes.String : types,
            Title = keywords.Text("title"),
            Description = keywords.Text("description"),
            Default = keywords["default"],
            Enum = keywords["enum"] is null ? default : keywords.Items("enum"),
            Const = Is30 ? null : keywords["const"],
            Examples = Examples(),
            IsDeprecated = keywords.Flag("deprecated"),
            IsReadOnly = keywords.Flag("readOnly"),
            Numbers = Numbers(),
            Strings = Strings(),
            Lists = Lists(),
            Maps = new MapRuleReader(this, keywords).Read(Is30),
            Composition = new CompositionReader(this, keywords).Read(Is30),
            Extensions = extensions,
        };
    }

    public SchemaNode? Child(string keyword) =>
        keywords[keyword] is { } value ? reader.Read(value, keywords.Path.Then(keyword), resource) : null;

    public ImmutableArray<SchemaNode> Children(string keyword)
    {
        var path = keywords.Path.Then(keyword);
        return [.. keywords.Items(keyword).Select((item, i) => reader.Read(item, path.Then(i), resource))];
    }

    public SchemaProperties Named(string keyword)
    {
        var path = keywords.Path.Then(keyword);
        return keywords.SubMap(keyword) is { } map
            ? new SchemaProperties([.. map.Entries.Select(e => new SchemaProperty(e.Key, reader.Read(e.Value, path.Then(e.Key), resource), e.KeySpan))])
            : SchemaProperties.Empty;
    }

    public SchemaPattern? Pattern(string keyword, string source, SourceSpan span) => reader.Compile(keywords, keyword, source, span);

    private ImmutableArray<Value> Examples() =>
        keywords["examples"] is ListValue list ? list.Items : keywords["example"] is { } one ? [one] : [];

    private NumberRules? Numbers()
    {
        if (!keywords.HasAny("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))
        {
            return null;
        }

        var (minimum, maximum) = (keywords.Number("minimum"), keywords.Number("maximum"));
        var multipleOf = keywords.Number("multipleOf");
        if (multipleOf is not null && ExactNumber.Parse(multipleOf.Literal).Sign <= 0)
        {
            keywords.Wrong("multipleOf", multipleOf, "number > 0");
            multipleOf = null;
        }

        if (!Is30)
        {
            return new NumberRules(minimum, maximum, keywords.Number("exclusiveMinimum"), keywords.Number("exclusiveMaximum"), multipleOf);
        }

        var (above, below) = (keywords.Flag("exclusiveMinimum"), keywords.Flag("exclusiveMaximum"));
        return new NumberRules(above ? null : minimum, below ? null : maximum, above ? minimum : null, below ? maximum : null, multipleOf);
    }

    private StringRules? Strings()
    {
        if (!keywords.HasAny("pattern", "minLength", "maxLength", "format"))
        {
            return null;
        }

        var source = keywords.StringValue("pattern");
        var pattern = source is null ? null : Pattern("pattern", source.Text, source.Span);
        return new StringRules(keywords.Count("minLength"), keywords.Count("maxLength"), pattern, Format());
    }

    private string? Format()
    {
        if (keywords.StringValue("format") is not { } format || NearestName.Of(format.Text, StringFormats.Known) is not { } meant)
        {
            return keywords.Text("format");
        }

        keywords.Diagnostics.Add(new Diagnostic("TR2023", Severity.Warning, format.Span, [format.Text])
        {
            Pointer = keywords.Path.Then("format").ToString(),
            DidYouMean = meant,
        });
        return format.Text;
    }

    private ListRules? Lists()
    {
        if (!keywords.HasAny("items", "minItems", "maxItems", "uniqueItems", "prefixItems", "contains", "unevaluatedItems"))
        {
            return null;
        }

        if (keywords["items"] is ListValue list)
        {
            keywords.Error("TR2005", "items", list.Span);
            return null;
        }

        var rules = new ListRules
        {
            Items = Child("items"),
            MinItems = keywords.Count("minItems"),
            MaxItems = keywords.Count("maxItems"),
            UniqueItems = keywords.Flag("uniqueItems"),
        };
        return Is30 ? rules : rules with
        {
            PrefixItems = Children("prefixItems"),
            Contains = Child("contains"),
            MinContains = keywords.Count("minContains"),
            MaxContains = keywords.Count("maxContains"),
            UnevaluatedItems = Child("unevaluatedItems"),
        };
    }
}
