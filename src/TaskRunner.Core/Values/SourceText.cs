using System.Text;

namespace TaskRunner.Values;

/// <summary>
/// A text a person wrote, kept so that an error can show its line. Spans count in the text's own unit: bytes for JSON
/// (what its reader reports), characters for YAML.
/// </summary>
public sealed class SourceText
{
    private readonly byte[]? _utf8;
    private readonly string? _text;
    private int[]? _lineStarts;

    private SourceText(string name, byte[]? utf8, string? text) => (Name, _utf8, _text) = (name, utf8, text);

    /// <summary>What errors call it: a path as the user gave it, or a name such as <c>--set</c>.</summary>
    public string Name { get; }

    public static SourceText FromString(string name, string text) => new(name, null, text);

    public static SourceText FromUtf8(string name, byte[] utf8) => new(name, utf8, null);

    /// <summary>Whether spans count bytes (else characters).</summary>
    public bool IsUtf8 => _utf8 is not null;

    public int Length => _utf8?.Length ?? _text!.Length;

    public string Text => _text ?? Encoding.UTF8.GetString(_utf8!);

    public ReadOnlySpan<byte> Utf8 => _utf8 ?? Encoding.UTF8.GetBytes(_text!);

    /// <summary>Line and column of an offset, both from 1; the column counts characters (UTF-16 units).</summary>
    public LinePosition Locate(int offset)
    {
        var starts = _lineStarts ??= FindLineStarts();
        offset = Math.Clamp(offset, 0, Length);
        var line = Array.BinarySearch(starts, offset);
        line = line < 0 ? ~line - 1 : line;
        var before = _utf8 is null
            ? offset - starts[line]
            : Encoding.UTF8.GetCharCount(_utf8.AsSpan(starts[line], offset - starts[line]));
        return new LinePosition(line + 1, before + 1);
    }

    /// <summary>The offset of a place: what <see cref="Locate"/> makes a place of.</summary>
    public int OffsetOf(LinePosition place)
    {
        var starts = _lineStarts ??= FindLineStarts();
        if (place.Line < 1 || place.Line > starts.Length)
        {
            return Length;
        }

        var before = GetLine(place.Line);
        before = before[..Math.Clamp(place.Column - 1, 0, before.Length)];
        return starts[place.Line - 1] + Measure(before);
    }

    /// <summary>The text of a line (from 1) without its line break.</summary>
    public string GetLine(int line)
    {
        var starts = _lineStarts ??= FindLineStarts();
        if (line < 1 || line > starts.Length)
        {
            return "";
        }

        var start = starts[line - 1];
        var end = line < starts.Length ? starts[line] : Length;
        var text = _utf8 is null ? _text![start..end] : Encoding.UTF8.GetString(_utf8.AsSpan(start, end - start));
        return text.TrimEnd('\r', '\n');
    }

    /// <summary>The text between two offsets.</summary>
    internal string Slice(int start, int end) => _utf8 is null ? _text![start..end] : Encoding.UTF8.GetString(_utf8.AsSpan(start, end - start));

    /// <summary>How long a stretch is in this text's unit.</summary>
    internal int Measure(ReadOnlySpan<char> text) => _utf8 is null ? text.Length : Encoding.UTF8.GetByteCount(text);

    /// <summary>This text with stretches made unreadable; lines and offsets stay where they are.</summary>
    internal SourceText Masked(IEnumerable<SourceSpan> stretches)
    {
        var (utf8, text) = (_utf8?.ToArray(), _text?.ToCharArray());
        foreach (var stretch in stretches)
        {
            for (var i = Math.Max(stretch.Start, 0); i < Math.Min(stretch.End, Length); i++)
            {
                if (utf8 is not null)
                {
                    utf8[i] = utf8[i] is (byte)'\n' or (byte)'\r' ? utf8[i] : (byte)'*';
                }
                else
                {
                    text![i] = text[i] is '\n' or '\r' ? text[i] : '*';
                }
            }
        }

        return new SourceText(Name, utf8, text is null ? null : new string(text));
    }

    private int[] FindLineStarts()
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < Length; i++)
        {
            if ((_utf8 is null ? _text![i] : (char)_utf8[i]) == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}

/// <summary>A place in a text; line and column count from 1.</summary>
public readonly record struct LinePosition(int Line, int Column);

/// <summary>A stretch of a <see cref="SourceText"/>; <see cref="Source"/> is null for values nobody wrote.</summary>
public readonly record struct SourceSpan(SourceText? Source, int Start, int End)
{
    public static SourceSpan None => default;

    public LinePosition StartPosition => Source?.Locate(Start) ?? default;

    public LinePosition EndPosition => Source?.Locate(End) ?? default;

    /// <summary><c>file:line:column</c>, or an empty string for a value nobody wrote.</summary>
    public override string ToString() =>
        Source is null ? "" : $"{Source.Name}:{StartPosition.Line}:{StartPosition.Column}";
}
