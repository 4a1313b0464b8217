namespace TaskRunner.Expressions;

/// <summary>
/// Walks a scalar as written (JSON string; YAML plain, quoted or block) beside the text it means. White space that differs is
/// folding or indentation; a backslash in double quotes is an escape; in single quotes the quote is doubled.
/// </summary>
internal sealed class ScalarWalk(string raw, string text)
{
    private readonly char _quote = raw.Length >= 2 && raw[0] is '"' or '\'' && raw[^1] == raw[0] && raw != text ? raw[0] : '\0';

    /// <summary>Where in the raw text the character at an offset of the meant text stands; the text's end is a place too.</summary>
    public bool TryFind(int offset, out int at)
    {
        at = Begin();
        for (var i = 0; ; i++)
        {
            at = SkipUnmatchedSpace(at, i);
            if (i >= offset)
            {
                return at <= raw.Length;
            }

            if (at >= raw.Length || i >= text.Length)
            {
                return false;
            }

            var length = LengthOf(text[i], ref i, at);
            if (length == 0)
            {
                return false;
            }

            at += length;
        }
    }

    private int Begin()
    {
        if (_quote != '\0')
        {
            return 1;
        }

        // A block scalar's first line is its header: `|`, `>-`, `|2+`. A plain scalar cannot begin so.
        return raw.Length > 0 && raw[0] is '|' or '>' && text != raw ? raw.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
    }

    private int SkipUnmatchedSpace(int at, int i)
    {
        while (at < raw.Length && IsSpace(raw[at]) && (i >= text.Length || !IsSpace(text[i])))
        {
            at++;
        }

        // A backslash before a line break joins the lines and means nothing itself.
        return _quote == '"' && at + 1 < raw.Length && raw[at] == '\\' && raw[at + 1] is '\n' or '\r'
            ? SkipUnmatchedSpace(at + 1, i)
            : at;
    }

    private int LengthOf(char meant, ref int i, int at)
    {
        var written = raw[at];
        if (_quote == '"' && written == '\\')
        {
            return EscapeLength(ref i, at);
        }

        if (written == meant)
        {
            return _quote == '\'' && written == '\'' ? 2 : 1;
        }

        return IsSpace(written) && IsSpace(meant) ? FoldLength(at) : 0;
    }

    private int EscapeLength(ref int i, int at)
    {
        if (at + 1 >= raw.Length)
        {
            return 0;
        }

        switch (raw[at + 1])
        {
            case 'x':
                return 4;
            case 'u':
                return 6;
            case 'U':
                i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 1 : 0;
                return 10;
            default:
                return 2;
        }
    }

    /// <summary>A folded line break: the space it means stands for all the white space around it.</summary>
    private int FoldLength(int at)
    {
        var end = at;
        while (end < raw.Length && IsSpace(raw[end]))
        {
            end++;
        }

        return end - at;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
}
