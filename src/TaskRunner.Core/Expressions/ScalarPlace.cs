using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// A string a person wrote and the stretch of file it was read from: finds the place of a part of the string in the file.
/// The string is what is left after quotes, escapes and folded lines are read, so the two are walked side by side; where they
/// cannot be matched the place is the whole scalar. Nothing is computed until a place is asked for.
/// </summary>
internal sealed class ScalarPlace(string text, SourceSpan span)
{
    public string Text { get; } = text;

    public SourceSpan At(int start, int end)
    {
        if (span.Source is not { } source || span.End > source.Length || span.Start >= span.End)
        {
            return span;
        }

        var raw = source.Slice(span.Start, span.End);
        var walk = new ScalarWalk(raw, Text);
        if (!walk.TryFind(start, out var from))
        {
            return span;
        }

        var to = end > start && walk.TryFind(end - 1, out var last) ? last + 1 : from;
        return new SourceSpan(source, span.Start + source.Measure(raw.AsSpan(0, from)), span.Start + source.Measure(raw.AsSpan(0, to)));
    }

    /// <summary>A part of the text to be shown in a message.</summary>
    public string Quote(int start, int end)
    {
        const int Longest = 80;
        return end - start <= Longest ? Text[start..end] : string.Concat(Text.AsSpan(start, Longest - 1), "…");
    }
}
