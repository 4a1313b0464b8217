using System.Text;

namespace TaskRunner.Schemas.Patterns;

/// <summary>A character class, from after its <c>[</c> to its <c>]</c>.</summary>
internal sealed class PatternClass(PatternText text)
{
    private const int FirstBeyond = 0x10000;

    private readonly StringBuilder _units = new();
    private readonly List<string> _pairs = [];

    public string Translate()
    {
        var negated = text.TryTake("^");
        while (!text.TryTake("]"))
        {
            TakeItem();
        }

        if (_pairs.Count > 0 && negated)
        {
            throw new PatternException(PatternFault.NeedsBacktracking, "[^\\u{10000}]");
        }

        if (_units.Length == 0 && _pairs.Count == 0)
        {
            return negated ? @"[\u0000-\uffff]" : @"[^\u0000-\uffff]";
        }

        var units = _units.Length == 0 ? "" : $"[{(negated ? "^" : "")}{_units}]";
        return _pairs.Count == 0 ? units
            : units.Length == 0 ? $"(?:{string.Join('|', _pairs)})"
            : $"(?:{units}|{string.Join('|', _pairs)})";
    }

    private void TakeItem()
    {
        var (set, first) = TakeAtom();
        if (set is not null)
        {
            _units.Append(set);
            return;
        }

        if (text.Peek() != '-' || text.Peek(1) is ']' or '\0')
        {
            Add(first, first);
            return;
        }

        text.TryTake("-");
        var (lastSet, last) = TakeAtom();
        if (lastSet is not null)
        {
            Add(first, first);
            Add('-', '-');
            _units.Append(lastSet);
            return;
        }

        Add(first, last);
    }

    private (string? Set, int Character) TakeAtom()
    {
        if (!text.TryTake(out var c))
        {
            throw new PatternException(PatternFault.Invalid, "[ without ]");
        }

        return c == '\\' ? new PatternEscape(text).Inside()
            : char.IsHighSurrogate(c) && text.TryTakeLowSurrogate(out var low) ? (null, char.ConvertToUtf32(c, low))
            : (null, c);
    }

    private void Add(int first, int last)
    {
        if (last < first)
        {
            throw new PatternException(PatternFault.Invalid, $"[\\u{first:x4}-\\u{last:x4}]");
        }

        if (first < FirstBeyond)
        {
            var end = Math.Min(last, FirstBeyond - 1);
            _units.Append(PatternEscape.Unit(first));
            _units.Append(end > first ? $"-{PatternEscape.Unit(end)}" : "");
        }

        if (last >= FirstBeyond)
        {
            AddPairs(Math.Max(first, FirstBeyond), last);
        }
    }

    /// <summary>A range beyond U+FFFF in at most three parts: the rest of the first high unit, whole high units, a beginning of the last.</summary>
    private void AddPairs(int first, int last)
    {
        while (first <= last)
        {
            var block = first - ((first - FirstBeyond) & 0x3FF);
            var whole = block == first ? first + ((last - first + 1) & ~0x3FF) : first;
            var end = whole > first ? whole - 1 : Math.Min(last, block + 0x3FF);
            var (from, to) = (char.ConvertFromUtf32(first), char.ConvertFromUtf32(end));
            _pairs.Add($"[{PatternEscape.Unit(from[0])}-{PatternEscape.Unit(to[0])}][{PatternEscape.Unit(from[1])}-{PatternEscape.Unit(to[1])}]");
            first = end + 1;
        }
    }
}
