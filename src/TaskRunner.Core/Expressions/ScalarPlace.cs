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
    /// <summary>From here on the walk is kept, so that a text of megabytes with an error in every line is still walked once.</summary>
    private const int Long = 4096;

    private readonly Lock _walking = new();
    private ScalarWalk? _kept;

    public string Text { get; } = text;

    public SourceSpan At(int start, int end)
    {
        if (span.Source is not { } source || span.End > source.Length || span.Start >= span.End)
        {
            return span;
        }

        if (Text.Length < Long)
        {
            return At(source, new ScalarWalk(source, span, Text), start, end);
        }

        lock (_walking)
        {
            return At(source, _kept ??= new ScalarWalk(source, span, Text), start, end);
        }
    }

    private SourceSpan At(SourceText source, ScalarWalk walk, int start, int end)
    {
        if (!walk.TryFind(start, out var from))
        {
            return span;
        }

        var before = end - 1 > start && char.IsLowSurrogate(Text[end - 1]) ? end - 2 : end - 1;
        var to = end > start && walk.TryFind(before, out var last) ? walk.After(last) : from;
        return new SourceSpan(source, from, to);
    }

    /// <summary>A part of the text to be shown in a message.</summary>
    public string Quote(int start, int end)
    {
        const int Longest = 80;
        return end - start <= Longest ? Text[start..end] : string.Concat(Text.AsSpan(start, Longest - 1), "…");
    }
}
