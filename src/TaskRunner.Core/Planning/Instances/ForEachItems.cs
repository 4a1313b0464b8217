using System.Buffers;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Planning.Instances;

/// <summary>The keys and values a <c>forEach</c> unfolds to.</summary>
internal static class ForEachItems
{
    private const int LongestKey = 128;

    private static readonly SearchValues<char> Unusable = SearchValues.Create("[]/\\\n\r\t\0");

    public static IReadOnlyList<(string Key, Value Item)> Of(ForEachDefinition forEach, MapValue names, DiagnosticBag diagnostics)
    {
        try
        {
            return TaskGroup.Compile(forEach.Items).Render(names) switch
            {
                MapValue map => Checked([.. map.Entries.Select(e => (e.Key, e.Value))], forEach, diagnostics),
                ListValue list => OfList(list, forEach, diagnostics),
                var other => Refuse(forEach, diagnostics, "TR5002", other is SecretValue ? "secret" : other.Kind.ToString().ToLowerInvariant()),
            };
        }
        catch (ExpressionException e)
        {
            diagnostics.Add(e.Diagnostic);
            return [];
        }
    }

    private static IReadOnlyList<(string Key, Value Item)> OfList(ListValue list, ForEachDefinition forEach, DiagnosticBag diagnostics)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<(string, Value)>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (item is not StringValue text)
            {
                return Refuse(forEach, diagnostics, "TR5003", items.Count.ToString(CultureInfo.InvariantCulture));
            }

            if (!seen.Add(text.Text))
            {
                return Refuse(forEach, diagnostics, "TR5004", text.Text);
            }

            items.Add((text.Text, item));
        }

        return Checked(items, forEach, diagnostics);
    }

    /// <summary>A key becomes part of a name that is typed in commands and shown in paths of the log.</summary>
    private static IReadOnlyList<(string Key, Value Item)> Checked(
        IReadOnlyList<(string Key, Value Item)> items, ForEachDefinition forEach, DiagnosticBag diagnostics)
    {
        foreach (var (key, _) in items)
        {
            if (key.Length is 0 or > LongestKey || key.AsSpan().ContainsAny(Unusable))
            {
                return Refuse(forEach, diagnostics, "TR5005", key);
            }
        }

        return items;
    }

    private static (string, Value)[] Refuse(ForEachDefinition forEach, DiagnosticBag diagnostics, string code, string argument)
    {
        diagnostics.Error(code, forEach.Span, argument);
        return [];
    }
}
