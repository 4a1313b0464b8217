using TaskRunner.Diagnostics;

namespace TaskRunner.Schemas.Reading;

/// <summary>Finds keywords the dialect does not have and those that do not count where they stand.</summary>
internal static class KeywordCheck
{
    public static void Run(KeywordMap keywords, SchemaDialect dialect, bool besideReference)
    {
        var names = KeywordNames.Of(dialect);
        foreach (var entry in keywords.Map.Entries)
        {
            if (besideReference && !KeywordNames.IsAllowedBesideReference(entry.Key))
            {
                keywords.Warning("TR2013", entry.Key, entry.KeySpan, entry.Key);
            }
            else if (!names.Contains(entry.Key) && !entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                Unknown(keywords, entry, dialect, names);
            }
        }
    }

    private static void Unknown(KeywordMap keywords, Values.MapEntry entry, SchemaDialect dialect, IEnumerable<string> names)
    {
        if (dialect == SchemaDialect.OpenApi30 && KeywordNames.IsNewer(entry.Key))
        {
            keywords.Error("TR2011", entry.Key, entry.KeySpan, entry.Key);
            return;
        }

        keywords.Diagnostics.Add(new Diagnostic("TR2012", Severity.Warning, entry.KeySpan, [entry.Key])
        {
            Pointer = keywords.Path.Then(entry.Key).ToString(),
            DidYouMean = NearestName.Of(entry.Key, names),
        });
    }
}
