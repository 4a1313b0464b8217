using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>A step of a path: into a map by name, into a list by index, or behind a list's last item (<c>[+]</c>).</summary>
internal readonly record struct PathStep(string? Key, int Index, SourceSpan Span)
{
    public const int Append = -1;

    public override string ToString() =>
        Key is not null ? AnswerPath.Escape(Key) : Index == Append ? "[+]" : $"[{Index.ToString(CultureInfo.InvariantCulture)}]";
}

/// <summary>
/// The path of <c>--set</c>: names separated by dots, <c>[0]</c> for an item of a list, <c>[+]</c> for one more. A backslash
/// takes the next character literally: <c>config.hosts.shop\.example</c>, <c>config.list[0].a\=b</c>.
/// </summary>
internal static class AnswerPath
{
    private const string Special = ".[]=\\";
    private const int MaxIndex = 9_999;

    /// <summary>As deep as files may be.</summary>
    private const int MaxDepth = YamlReader.MaxDepth;

    /// <summary>Reads up to the first <c>=</c> that is not escaped.</summary>
    /// <returns>The steps and where the text after the sign begins; null after an error was added.</returns>
    public static (ImmutableArray<PathStep> Steps, int ValueStart)? Read(SourceText source, DiagnosticBag diagnostics)
    {
        var text = source.Text;
        var steps = ImmutableArray.CreateBuilder<PathStep>();
        var at = 0;
        while (at < text.Length && text[at] != '=')
        {
            var step = text[at] == '[' ? ReadIndex(text, at, source, diagnostics) : ReadName(text, at, source, diagnostics, steps.Count > 0);
            if (step is null)
            {
                return null;
            }

            steps.Add(step.Value.Step);
            at = step.Value.End;
            if (steps.Count > MaxDepth)
            {
                diagnostics.Error("TR3036", step.Value.Step.Span, $"{MaxDepth}");
                return null;
            }
        }

        if (at == text.Length || steps.Count == 0)
        {
            diagnostics.Error("TR3002", new SourceSpan(source, 0, at));
            return null;
        }

        return (steps.ToImmutable(), at + 1);
    }

    public static string Escape(string key)
    {
        if (!key.AsSpan().ContainsAny(Special))
        {
            return key;
        }

        return string.Concat(key.Select(c => Special.Contains(c) ? $"\\{c}" : c.ToString()));
    }

    /// <summary>The path as a person would write it.</summary>
    public static string Write(IEnumerable<PathStep> steps) =>
        string.Concat(steps.Select((s, i) => s.Key is not null && i > 0 ? $".{s}" : s.ToString()));

    /// <summary>The path of a place in a scope, from its pointer's parts.</summary>
    public static string Write(string scope, IEnumerable<string> keys) =>
        string.Concat(keys.Select(k => k is [>= '0' and <= '9', ..] && k.All(char.IsAsciiDigit) ? $"[{k}]" : $".{Escape(k)}").Prepend(scope));

    private static (PathStep Step, int End)? ReadName(string text, int at, SourceText source, DiagnosticBag diagnostics, bool afterDot)
    {
        var start = at;
        var isSeparated = !afterDot || text[at] == '.';
        var from = at += afterDot && isSeparated ? 1 : 0;
        var name = new StringBuilder();
        for (; isSeparated && at < text.Length && text[at] is not ('.' or '=' or '['); at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            name.Append(text[at]);
        }

        if (name.Length > 0)
        {
            return (new PathStep(name.ToString(), 0, new SourceSpan(source, from, at)), at);
        }

        diagnostics.Error("TR3003", new SourceSpan(source, start, Math.Min(start + 1, text.Length)));
        return null;
    }

    private static (PathStep Step, int End)? ReadIndex(string text, int at, SourceText source, DiagnosticBag diagnostics)
    {
        var end = text.IndexOf(']', at);
        var inside = end < 0 ? text.AsSpan(at + 1) : text.AsSpan(at + 1, end - at - 1);
        var span = new SourceSpan(source, at, end < 0 ? text.Length : end + 1);
        if (end >= 0 && inside is "+")
        {
            return (new PathStep(null, PathStep.Append, span), end + 1);
        }

        if (end >= 0 && int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= MaxIndex)
        {
            return (new PathStep(null, index, span), end + 1);
        }

        diagnostics.Error("TR3004", span, MaxIndex.ToString(CultureInfo.InvariantCulture));
        return null;
    }
}
