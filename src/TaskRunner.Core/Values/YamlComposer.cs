using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using SharpYaml;
using SharpYaml.Events;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Builds one value from the events of one text. An error of the grammar ends it; others are collected.</summary>
/// <param name="source">Where spans point to.</param>
/// <param name="diagnostics">Gets what is wrong.</param>
/// <param name="hidden">The text with <see cref="InstanceNames"/> hidden, where it is read that way; of the same length.</param>
internal sealed class YamlComposer(SourceText source, DiagnosticBag diagnostics, string? hidden = null)
{
    private const int SmallEnoughToScan = 8;
    private static readonly SearchValues<char> TagEnds = SearchValues.Create(" \t\r\n,]}");

    private readonly IParser _parser = Parser.CreateParser(new StringReader(hidden ?? source.Text), YamlReader.MaxDepth + 8);
    private readonly Stack<int> _openFlows = [];

    /// <summary>Children of the maps and lists that are open, the innermost last.</summary>
    private readonly List<MapEntry> _entries = [];
    private readonly List<Value> _items = [];
    private Dictionary<string, Anchored>? _anchors;
    private long _aliased;
    private int _lastEnd;
    private bool _isInKey;

    /// <summary>Thrown to leave the recursion after the reason was reported.</summary>
    private sealed class StopException : Exception;

    private readonly record struct Anchored(Value Value, long Count, int Depth);

    /// <summary>A value with how many values it stands for and how deep it is, aliases followed.</summary>
    private readonly record struct Node(Value Value, long Count, int Depth);

    public Value? Compose()
    {
        try
        {
            return ComposeDocument();
        }
        catch (YamlException e)
        {
            diagnostics.Add(YamlSyntaxError.Describe(source, e, _openFlows));
            return null;
        }
        catch (StopException)
        {
            return null;
        }
    }

    private Value ComposeDocument()
    {
        Next(); // stream start
        if (Next() is StreamEnd)
        {
            return new NullValue(Span(0, 0));
        }

        var value = ComposeNode(Next(), 1).Value;
        Next(); // document end
        if (Next() is DocumentStart another)
        {
            diagnostics.Error("TR1012", Span(another.Start.Index, another.Start.Index + 3));
        }

        return value;
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? _parser.Current! : throw new InvalidOperationException("the YAML events ended early; this is a bug");

    private Node ComposeNode(ParsingEvent start, int depth)
    {
        if (start is AnchorAlias alias)
        {
            return Follow(alias, depth);
        }

        var opening = (NodeEvent)start;
        var node = opening switch
        {
            Scalar scalar => new Node(ComposeScalar(scalar), 1, 0),
            SequenceStart sequence => ComposeList(sequence, depth),
            MappingStart mapping => ComposeMap(mapping, depth),
            _ => throw new InvalidOperationException($"unknown YAML event {start}; this is a bug"),
        };
        CheckTag(opening);
        if (opening.Anchor is { Length: > 0 } anchor)
        {
            (_anchors ??= new(StringComparer.Ordinal))[anchor] = new Anchored(node.Value, node.Count, node.Depth);
        }

        return node;
    }

    private Value ComposeScalar(Scalar scalar)
    {
        var span = Span(scalar.Start.Index, scalar.End.Index);
        _lastEnd = span.End;
        var text = hidden is null ? scalar.Value : InstanceNames.Show(scalar.Value);
        return scalar.Style == ScalarStyle.Plain ? YamlScalar.Resolve(text, span) : new StringValue(text, span);
    }

    private Node ComposeList(SequenceStart start, int depth)
    {
        Enter(start.Start.Index, start.Style, depth);
        var first = _items.Count;
        var (count, below) = (1L, 0);
        ParsingEvent next;
        while ((next = Next()) is not SequenceEnd)
        {
            var item = ComposeNode(next, depth + 1);
            _items.Add(item.Value);
            (count, below) = (count + item.Count, Math.Max(below, item.Depth));
        }

        var span = Leave(start.Start.Index, start.Style, next);
        var items = ImmutableArray.Create(CollectionsMarshal.AsSpan(_items)[first..]);
        _items.RemoveRange(first, items.Length);
        return new Node(new ListValue(items, span), count, below + 1);
    }

    private Node ComposeMap(MappingStart start, int depth)
    {
        // The library gives `[a: b]`, a map without braces, no place of its own.
        var isBare = start.Start.Index == 0 && _openFlows.TryPeek(out var open) && source.Text[open] == '[';
        var (begin, style) = isBare ? (-1, YamlStyle.Block) : (start.Start.Index, start.Style);
        Enter(isBare ? _lastEnd : begin, style, depth);
        var first = _entries.Count;
        HashSet<string>? seen = null;
        var (count, below) = (1L, 0);
        ParsingEvent next;
        while ((next = Next()) is not MappingEnd)
        {
            begin = begin < 0 ? next.Start.Index : begin;
            var key = ComposeKey(next, depth);
            var value = ComposeNode(Next(), depth + 1);
            (count, below) = (count + value.Count, Math.Max(below, value.Depth));
            if (key is not null && IsNew(first, ref seen, key))
            {
                _entries.Add(new MapEntry(key.Text, value.Value, key.Span));
            }
        }

        var span = Leave(begin, style, next);
        var entries = ImmutableArray.Create(CollectionsMarshal.AsSpan(_entries)[first..]);
        _entries.RemoveRange(first, entries.Length);
        return new Node(new MapValue(entries, span), count, below + 1);
    }

    private StringValue? ComposeKey(ParsingEvent start, int depth)
    {
        if (start is Scalar scalar)
        {
            CheckTag(scalar);
            var span = Span(scalar.Start.Index, scalar.End.Index);
            _lastEnd = span.End;
            if (scalar is { Value: "<<", Style: ScalarStyle.Plain })
            {
                diagnostics.Error("TR1014", span);
                return null;
            }

            return new StringValue(hidden is null ? scalar.Value : InstanceNames.Show(scalar.Value), span);
        }

        if (!_isInKey)
        {
            diagnostics.Error("TR1015", Span(start.Start.Index, start.Start.Index + 1));
        }

        var outer = _isInKey;
        _isInKey = true;
        ComposeNode(start, depth + 1);
        _isInKey = outer;
        return null;
    }

    private bool IsNew(int first, ref HashSet<string>? seen, StringValue key)
    {
        var isNew = true;
        if (_entries.Count - first < SmallEnoughToScan)
        {
            for (var i = first; i < _entries.Count && isNew; i++)
            {
                isNew = _entries[i].Key != key.Text;
            }
        }
        else
        {
            seen ??= _entries.Skip(first).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
            isNew = seen.Add(key.Text);
        }

        if (!isNew)
        {
            diagnostics.Error("TR1003", key.Span, key.Text);
        }

        return isNew;
    }

    private Node Follow(AnchorAlias alias, int depth)
    {
        var span = Span(alias.Start.Index, alias.End.Index);
        _lastEnd = span.End;
        if (_anchors is null || !_anchors.TryGetValue(alias.Value, out var anchored))
        {
            diagnostics.Error("TR1016", span, alias.Value);
            return new Node(new NullValue(span), 1, 0);
        }

        _aliased += anchored.Count;
        if (_aliased > YamlReader.MaxAliasedValues)
        {
            diagnostics.Error("TR1017", span, YamlReader.MaxAliasedValues.ToString("N0", CultureInfo.InvariantCulture));
            throw new StopException();
        }

        CheckDepth(span, depth + anchored.Depth - 1);
        return new Node(anchored.Value, anchored.Count, anchored.Depth);
    }

    private void Enter(int start, YamlStyle style, int depth)
    {
        CheckDepth(Span(start, start + 1), depth);
        if (style == YamlStyle.Flow)
        {
            _openFlows.Push(start);
        }
    }

    private void CheckDepth(SourceSpan span, int depth)
    {
        if (depth > YamlReader.MaxDepth)
        {
            diagnostics.Error("TR1018", span, YamlReader.MaxDepth.ToString(CultureInfo.InvariantCulture));
            throw new StopException();
        }
    }

    /// <summary>A block ends with its last value; what the library reports is where the next token begins.</summary>
    private SourceSpan Leave(int start, YamlStyle style, ParsingEvent end)
    {
        if (style == YamlStyle.Flow)
        {
            _openFlows.Pop();
            _lastEnd = Math.Max(_lastEnd, Math.Min(end.Start.Index + 1, source.Length));
        }

        return Span(start, Math.Max(start, _lastEnd));
    }

    private void CheckTag(NodeEvent node)
    {
        if (node.Tag is { Length: > 0 })
        {
            var start = node.Start.Index;
            var end = source.Text.AsSpan(start).IndexOfAny(TagEnds);
            diagnostics.Error("TR1013", Span(start, end < 0 ? source.Length : start + end));
        }
    }

    private SourceSpan Span(int start, int end) => new(source, Math.Min(start, source.Length), Math.Min(Math.Max(start, end), source.Length));
}
