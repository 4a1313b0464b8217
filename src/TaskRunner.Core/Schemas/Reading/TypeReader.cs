using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>Reads <c>type</c> and <c>nullable</c>.</summary>
internal static class TypeReader
{
    public static SchemaTypes Read(KeywordMap keywords, SchemaDialect dialect)
    {
        var types = keywords["type"] switch
        {
            null => SchemaTypes.Any,
            StringValue name => One(keywords, name),
            ListValue list => Several(keywords, list, dialect),
            var other => WrongType(keywords, other),
        };
        var isNullable = dialect == SchemaDialect.OpenApi30 && keywords.Flag("nullable");
        return isNullable ? types | SchemaTypes.Null : types;
    }

    private static SchemaTypes One(KeywordMap keywords, StringValue name)
    {
        if (TypeNames.TryGet(name.Text, out var type))
        {
            return type;
        }

        keywords.Diagnostics.Add(new Diagnostic("TR2003", Severity.Error, name.Span, [name.Text])
        {
            Pointer = keywords.Path.Then("type").ToString(),
            DidYouMean = NearestName.Of(name.Text, TypeNames.All),
        });
        return SchemaTypes.Any;
    }

    private static SchemaTypes Several(KeywordMap keywords, ListValue list, SchemaDialect dialect)
    {
        if (dialect == SchemaDialect.OpenApi30)
        {
            keywords.Error("TR2004", "type", list.Span);
            return SchemaTypes.Any;
        }

        var types = SchemaTypes.None;
        foreach (var item in list.Items)
        {
            types |= item is StringValue name ? One(keywords, name) : WrongType(keywords, item);
        }

        return types;
    }

    private static SchemaTypes WrongType(KeywordMap keywords, Value value)
    {
        keywords.Wrong("type", value, "string");
        return SchemaTypes.Any;
    }
}
