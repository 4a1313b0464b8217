using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>Reads the <c>x-</c> keywords.</summary>
internal static class ExtensionReader
{
    public static SchemaExtensions Read(KeywordMap keywords)
    {
        var all = keywords.Map.Entries.Where(e => e.Key.StartsWith("x-", StringComparison.Ordinal)).ToImmutableArray();
        return all.IsEmpty ? SchemaExtensions.None : new SchemaExtensions
        {
            IsSecret = keywords.Flag("x-secret"),
            Generate = GenerateReader.Read(keywords),
            Global = Path(keywords),
            When = keywords.StringValue("x-when"),
            IsImmutable = keywords.Flag("x-immutable"),
            Message = Message(keywords),
            Group = keywords.Text("x-group"),
            Order = Order(keywords),
            Widget = keywords.Text("x-widget"),
            Translations = Translations(keywords),
            IntOrString = keywords["x-kubernetes-int-or-string"] is BooleanValue { Value: true },
            PreserveUnknownFields = keywords["x-kubernetes-preserve-unknown-fields"] is BooleanValue { Value: true },
            All = new MapValue(all),
        };
    }

    private static string? Path(KeywordMap keywords)
    {
        if (keywords.Text("x-global") is not { } path || path.Split('.').All(p => p.Length > 0))
        {
            return keywords.Text("x-global");
        }

        keywords.Wrong("x-global", keywords["x-global"]!, "a.b");
        return null;
    }

    private static int? Order(KeywordMap keywords)
    {
        if (keywords.Number("x-order") is not { } number)
        {
            return null;
        }

        if (number.TryGetInt64(out var order) && order is > int.MinValue and < int.MaxValue)
        {
            return (int)order;
        }

        keywords.Wrong("x-order", number, "integer");
        return null;
    }

    private static LocalizedText? Message(KeywordMap keywords)
    {
        switch (keywords["x-message"])
        {
            case null:
                return null;
            case StringValue text:
                return new LocalizedText(text.Text, null);
            case MapValue map when (map["en"] ?? map["zh"]) is StringValue first:
                return new LocalizedText(first.Text, (map["zh"] as StringValue)?.Text);
            case var other:
                keywords.Wrong("x-message", other, "string | {en: string, zh: string}");
                return null;
        }
    }

    private static ImmutableDictionary<string, SchemaTexts> Translations(KeywordMap keywords)
    {
        var found = ImmutableDictionary.CreateBuilder<string, SchemaTexts>(StringComparer.Ordinal);
        foreach (var (language, texts, _) in keywords.SubMap("x-i18n")?.Entries ?? [])
        {
            if (texts is MapValue map)
            {
                found[language] = new SchemaTexts((map["title"] as StringValue)?.Text, (map["description"] as StringValue)?.Text);
            }
            else
            {
                keywords.Wrong("x-i18n", texts, "{zh: {title: string, description: string}}");
            }
        }

        return found.ToImmutable();
    }
}
