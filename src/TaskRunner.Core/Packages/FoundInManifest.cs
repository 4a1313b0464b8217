using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages;

/// <summary>
/// Puts what was found in a manifest in the order of its text, once each (a mistake in a definition shows in every task that
/// uses it), with a pointer into the document.
/// </summary>
internal static class FoundInManifest
{
    /// <summary>Nobody reads more, and a manifest with a wrong key a line would fill the memory with what is said about it.</summary>
    private const int Most = 1000;

    public static IEnumerable<Diagnostic> Tidy(IReadOnlyList<Diagnostic> found, Value document)
    {
        var seen = new HashSet<(string, SourceSpan, string)>();
        Diagnostic[] tidy = [.. found
            .Where(d => seen.Add((d.Code, d.Span, string.Join('\0', d.Arguments))))
            .OrderBy(d => d.Span.Start)];
        var more = tidy.Length - Most;
        return (more <= 0 ? tidy : [.. Worst(tidy), new Diagnostic("TR1119", Severity.Error, default, [$"{more}"])])
            .Select(d => d.Pointer is null && d.Span.Source == document.Span.Source && d.Span.Source is not null
                ? d with { Pointer = PointerTo(document, d.Span) }
                : d)
            .ToArray();
    }

    /// <summary>Errors before warnings, so that a crowd of warnings hides none; again in the order of the text.</summary>
    private static IEnumerable<Diagnostic> Worst(Diagnostic[] tidy) =>
        tidy.OrderByDescending(d => d.Severity == Severity.Error).Take(Most).OrderBy(d => d.Span.Start);

    /// <summary>The innermost value, or value of the key, that the place lies in.</summary>
    private static string PointerTo(Value value, SourceSpan span)
    {
        var pointer = "";
        while (Child(value, span) is var (name, inner) && inner is not null)
        {
            pointer += "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            value = inner;
        }

        return pointer;
    }

    private static (string Name, Value? Inner) Child(Value value, SourceSpan span)
    {
        switch (value)
        {
            case ListValue list:
                var item = LastBefore(list.Items.Length, i => list.Items[i].Span.Start, span.Start);
                return item >= 0 && Holds(list.Items[item].Span, span) ? ($"{item}", list.Items[item]) : default;
            case MapValue map:
                var entry = LastBefore(map.Entries.Length, i => map.Entries[i].KeySpan.Start, span.Start);
                return entry >= 0 && IsIn(map.Entries[entry], span) ? (map.Entries[entry].Key, map.Entries[entry].Value) : default;
            default:
                return default;
        }
    }

    private static bool Holds(SourceSpan outer, SourceSpan inner) => outer.Start <= inner.Start && inner.End <= outer.End;

    private static bool IsIn(MapEntry entry, SourceSpan span) => Holds(entry.KeySpan, span) || Holds(entry.Value.Span, span);

    /// <summary>Children stand in the order of the text, so the one is found by halving.</summary>
    private static int LastBefore(int count, Func<int, int> startOf, int place)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = startOf(middle) <= place ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
