using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// Walks a scalar as written (JSON string; YAML plain, quoted or block) beside the text it means. White space that differs is
/// folding or indentation; a backslash in double quotes is an escape; in single quotes the quote is doubled. It goes on from
/// where it last was when the next place lies behind. Not thread safe.
/// </summary>
internal sealed class ScalarWalk
{
    private readonly SourceText _source;
    private readonly string _raw;
    private readonly string _text;
    private readonly char _quote;
    private int _offset;
    private int _at;
    private int _measured;
    private int _place;

    public ScalarWalk(SourceText source, SourceSpan span, string text)
    {
        (_source, _text, _place) = (source, text, span.Start);
        _raw = source.Slice(span.Start, span.End);
        _quote = _raw.Length >= 2 && _raw[0] is '"' or '\'' && _raw[^1] == _raw[0] && _raw != text ? _raw[0] : '\0';
        Start = _place;
        _at = Begin;
    }

    private int Start { get; }

    private int Begin
    {
        get
        {
            if (_quote != '\0')
            {
                return 1;
            }

            // A block scalar's first line is its header: `|`, `>-`, `|2+`. A plain scalar cannot begin so.
            return _raw.Length > 0 && _raw[0] is '|' or '>' && _text != _raw ? _raw.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
        }
    }

    /// <summary>Where in the source the character at an offset of the meant text stands; the text's end is a place too.</summary>
    public bool TryFind(int offset, out int place)
    {
        if (offset < _offset)
        {
            (_offset, _at, _measured, _place) = (0, Begin, 0, Start);
        }

        var found = TryWalk(offset);
        place = found ? Measure() : 0;
        return found;
    }

    /// <summary>The place after the character that was found last, however it is written.</summary>
    public int After(int place)
    {
        if (_at >= _raw.Length || _offset >= _text.Length)
        {
            return place;
        }

        var written = char.IsHighSurrogate(_raw[_at]) ? 2 : Math.Max(1, Step(_text[_offset]).Written);
        return place + _source.Measure(_raw.AsSpan(_at, Math.Min(written, _raw.Length - _at)));
    }

    private bool TryWalk(int offset)
    {
        while (true)
        {
            _at = SkipUnmatchedSpace(_at, _offset);
            if (_offset >= offset)
            {
                return _at <= _raw.Length;
            }

            if (_at >= _raw.Length || _offset >= _text.Length)
            {
                return false;
            }

            var (written, meant) = Step(_text[_offset]);
            if (written == 0)
            {
                return false;
            }

            _at += written;
            _offset += meant;
        }
    }

    private int Measure()
    {
        _place += _source.Measure(_raw.AsSpan(_measured, _at - _measured));
        _measured = _at;
        return _place;
    }

    private int SkipUnmatchedSpace(int at, int offset)
    {
        while (true)
        {
            while (at < _raw.Length && IsSpace(_raw[at]) && (offset >= _text.Length || !IsSpace(_text[offset])))
            {
                at++;
            }

            // A backslash before a line break joins the lines and means nothing itself.
            if (_quote != '"' || at + 1 >= _raw.Length || _raw[at] != '\\' || _raw[at + 1] is not ('\n' or '\r'))
            {
                return at;
            }

            at++;
        }
    }

    /// <summary>How many characters are written here and how many they mean; none where the two do not belong together.</summary>
    private (int Written, int Meant) Step(char meant)
    {
        var written = _raw[_at];
        if (_quote == '"' && written == '\\')
        {
            return Escape();
        }

        if (written == meant)
        {
            return (_quote == '\'' && written == '\'' ? 2 : 1, 1);
        }

        return (IsSpace(written) && IsSpace(meant) ? FoldLength() : 0, 1);
    }

    private (int Written, int Meant) Escape() => (_at + 1 < _raw.Length ? _raw[_at + 1] : '\0') switch
    {
        '\0' => (0, 0),
        'x' => (4, 1),
        'u' => (6, 1),
        'U' => (10, _offset + 1 < _text.Length && char.IsSurrogatePair(_text[_offset], _text[_offset + 1]) ? 2 : 1),
        _ => (2, 1),
    };

    /// <summary>A folded line break: the space it means stands for all the white space around it.</summary>
    private int FoldLength()
    {
        var end = _at;
        while (end < _raw.Length && IsSpace(_raw[end]))
        {
            end++;
        }

        return end - _at;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
}
