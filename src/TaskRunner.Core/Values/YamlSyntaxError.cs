using System.Collections.Immutable;
using System.Globalization;
using SharpYaml;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Says in our words what broke YAML's grammar; the library's text only tells us which of its rules it was.</summary>
internal static class YamlSyntaxError
{
    public static Diagnostic Describe(SourceText source, YamlException error, IReadOnlyCollection<int> openFlows)
    {
        var text = source.Text;
        var at = Math.Clamp(error.Start.Index, 0, text.Length);
        var rule = error.Message[(error.Message.LastIndexOf("): ", StringComparison.Ordinal) + 1)..];
        if (TabBefore(text, at, error.End.Index) is { } tab)
        {
            return At(source, "TR1020", tab);
        }

        return rule switch
        {
            _ when Says(rule, "flow sequence", "flow mapping") => Flow(source, at, openFlows),
            _ when Says(rule, "expected node content") => Content(source, at, openFlows),
            _ when Says(rule, "end of stream", "unexpected document indicator") => At(source, "TR1022", at, Quote(text, at)),
            _ when Says(rule, "escape", "hexdecimal") => Escape(source, Math.Clamp(error.End.Index, 0, text.Length)),
            _ when Says(rule, "values are not allowed") => At(source, "TR1024", at),
            _ when Says(rule, "cannot start any token") => At(source, "TR1025", at, Quote(text, at)),
            _ when Says(rule, "block mapping") => At(source, "TR1026", at),
            _ when Says(rule, "block collection") => At(source, "TR1027", at),
            _ when Says(rule, "simple key") => Line(source, "TR1028", StartOfText(text, at)),
            _ when Says(rule, "entries are not allowed", "keys are not allowed") => At(source, "TR1029", at, Quote(text, at)),
            _ when Says(rule, "block scalar") => Line(source, "TR1030", at),
            _ when Says(rule, "anchor or alias") => At(source, "TR1025", at, Quote(text, at)),
            _ when Says(rule, " tag") => Line(source, "TR1013", at),
            _ when Says(rule, "document start") => Line(source, "TR1012", at),
            _ when Says(rule, "irective", "YAML document") => Line(source, "TR1031", at),
            _ => At(source, "TR1032", at),
        };
    }

    /// <summary>What is missing at the end of a line is noticed on the next one.</summary>
    private static int StartOfText(string text, int at)
    {
        var end = at >= text.Length || text[at] is '\n' or '\r' ? text.AsSpan(0, at).TrimEnd().Length : at;
        var start = end == 0 ? 0 : text.LastIndexOf('\n', end - 1) + 1;
        return start + (text.Length - start - text.AsSpan(start).TrimStart(" -").Length);
    }

    private static bool Says(string rule, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (rule.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tabs hide in front of the place of many different errors, so they are looked for first.</summary>
    private static int? TabBefore(string text, int at, int end)
    {
        foreach (var place in (ReadOnlySpan<int>)[at, Math.Clamp(end, at, text.Length)])
        {
            var start = place == 0 ? 0 : text.LastIndexOf('\n', place - 1) + 1;
            var i = start;
            for (; i < text.Length && text[i] is ' ' or '\t'; i++)
            {
                if (text[i] == '\t')
                {
                    return i;
                }
            }
        }

        return null;
    }

    /// <summary>A bracket left open shows only where a later line does not fit; the bracket is what the person must see.</summary>
    private static Diagnostic Flow(SourceText source, int at, IReadOnlyCollection<int> openFlows)
    {
        if (openFlows.Count == 0)
        {
            return At(source, "TR1032", at);
        }

        var open = openFlows.First();
        var (opened, found) = (source.Locate(open), source.Locate(at));
        var bracket = source.Text[open] == '{' ? "}" : "]";
        return opened.Line == found.Line && at < source.Text.TrimEnd().Length
            ? At(source, "TR1023", at, bracket, opened.Column.ToString(CultureInfo.InvariantCulture))
            : At(source, "TR1021", open, bracket, found.Line.ToString(CultureInfo.InvariantCulture));
    }

    private static Diagnostic Content(SourceText source, int at, IReadOnlyCollection<int> openFlows) =>
        openFlows.Count > 0 && (at >= source.Text.TrimEnd().Length || source.Text[at] is not (']' or '}' or ','))
            ? Flow(source, at, openFlows)
            : At(source, "TR1025", at, Quote(source.Text, at));

    private static Diagnostic Escape(SourceText source, int end)
    {
        var at = Math.Max(0, source.Text.LastIndexOf('\\', Math.Min(end, source.Length - 1)));
        return new Diagnostic("TR1033", Severity.Error, new SourceSpan(source, at, Math.Min(at + 2, source.Length)), [source.Text.Substring(at, Math.Min(2, source.Length - at))]);
    }

    private static string Quote(string text, int at) =>
        at >= text.Length ? "" : text.Substring(at, char.IsSurrogatePair(text, at) ? 2 : 1);

    private static Diagnostic At(SourceText source, string code, int at, params ImmutableArray<string> arguments) =>
        new(code, Severity.Error, new SourceSpan(source, at, Math.Min(at + 1, source.Length)), arguments);

    private static Diagnostic Line(SourceText source, string code, int at)
    {
        var length = source.Text.AsSpan(at).IndexOfAny("\r\n");
        return new Diagnostic(code, Severity.Error, new SourceSpan(source, at, length < 0 ? source.Length : at + length), []);
    }
}
