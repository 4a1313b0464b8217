using TaskRunner.Values;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>
/// Where secrets probably stand in a text that is not valid YAML or JSON: behind the name of a secret up to the end of the
/// line, and on the lines indented deeper below it. Too much is hidden rather than too little.
/// </summary>
internal static class UnreadableSecrets
{
    public static IEnumerable<SourceSpan> In(SourceText source, IReadOnlySet<string> names)
    {
        if (names.Count == 0)
        {
            yield break;
        }

        var text = source.Text;
        var hiddenBelow = -1;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            var line = text.AsSpan(start, end - start);
            var indent = line.Length - line.TrimStart().Length;
            hiddenBelow = hiddenBelow >= 0 && indent <= hiddenBelow && !line.IsWhiteSpace() ? -1 : hiddenBelow;
            var from = hiddenBelow >= 0 ? 0 : AfterName(line, names);
            if (from >= 0)
            {
                hiddenBelow = hiddenBelow >= 0 ? hiddenBelow : indent;
                yield return Span(source, text, start + from, end);
            }

            start = end + 1;
        }
    }

    private static int AfterName(ReadOnlySpan<char> line, IReadOnlySet<string> names)
    {
        var first = -1;
        foreach (var name in names)
        {
            for (var at = line.IndexOf(name); at >= 0 && at < line.Length;)
            {
                var rest = line[(at + name.Length)..].TrimStart("\"' \t");
                if (rest is [':' or '=', ..])
                {
                    var from = line.Length - rest.Length + 1;
                    first = first < 0 ? from : Math.Min(first, from);
                }

                var next = line[(at + 1)..].IndexOf(name);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return first;
    }

    private static SourceSpan Span(SourceText source, string text, int start, int end) =>
        new(source, source.Measure(text.AsSpan(0, start)), source.Measure(text.AsSpan(0, end)));
}
