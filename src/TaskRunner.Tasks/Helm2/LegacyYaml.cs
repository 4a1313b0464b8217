using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SharpYaml;
using SharpYaml.Events;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// Values of a chart as helm 2 kept them (YAML 1.1), read into what helm 3 keeps (JSON): keys become texts and are sorted, numbers
/// pass through a double, merge keys resolve. The rules are those of go-yaml 2 and ghodss/yaml, in whose hands the text was.
/// </summary>
internal sealed class LegacyYaml
{
    private const int MaxDepth = 200;
    private const int MaxValues = 1_000_000;

    /// <summary>From this exponent on Go's format <c>g</c> writes one.</summary>
    private const int ShortestPrecision = 6;

    private readonly IParser _parser;
    private readonly Dictionary<string, Node> _anchors = new(StringComparer.Ordinal);
    private int _count;
    private int _depth;

    private LegacyYaml(string text) => _parser = Parser.CreateParser(new StringReader(text), MaxDepth);

    private abstract record Node
    {
        public sealed record Single(LegacyScalar Scalar, bool IsMerge) : Node;

        public sealed record Sequence(ImmutableArray<Node> Items) : Node;

        public sealed record Mapping(ImmutableArray<(Node Key, Node Value)> Pairs) : Node;
    }

    /// <exception cref="InvalidDataException">It is no YAML, or not a map.</exception>
    public static MapValue ReadMap(string text)
    {
        try
        {
            return new LegacyYaml(text).ReadDocument() switch
            {
                MapValue map => map,
                NullValue => MapValue.Empty,
                var other => throw new InvalidDataException($"values are a map, not a {other.Kind}"),
            };
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"line {e.Start.Line + 1}: {e.Message}", e);
        }
    }

    /// <summary>Only the first document counts, as it did for helm.</summary>
    private Value ReadDocument()
    {
        Next();
        return Next() is StreamEnd ? Value.Null : ToJson(ReadNode(Next()));
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? _parser.Current! : throw new InvalidDataException("the text ends too early");

    private Node ReadNode(ParsingEvent start)
    {
        if (start is AnchorAlias alias)
        {
            return _anchors.TryGetValue(alias.Value, out var known) ? known : throw new InvalidDataException($"unknown anchor {alias.Value}");
        }

        Node node = start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(),
            MappingStart => ReadMapping(),
            _ => throw new InvalidOperationException($"unknown YAML event {start}; this is a bug"),
        };
        if (((NodeEvent)start).Anchor is { Length: > 0 } anchor)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private Node.Sequence ReadSequence()
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        ParsingEvent next;
        while ((next = Next()) is not SequenceEnd)
        {
            items.Add(ReadNode(next));
        }

        return new Node.Sequence(items.ToImmutable());
    }

    private Node.Mapping ReadMapping()
    {
        var pairs = ImmutableArray.CreateBuilder<(Node, Node)>();
        ParsingEvent next;
        while ((next = Next()) is not MappingEnd)
        {
            var key = ReadNode(next);
            pairs.Add((key, ReadNode(Next())));
        }

        return new Node.Mapping(pairs.ToImmutable());
    }

    private static Node.Single ReadScalar(Scalar scalar)
    {
        const string prefix = "tag:yaml.org,2002:";
        var tag = scalar.Tag is { Length: > 0 } full ? full.Replace(prefix, "!!", StringComparison.Ordinal) : "";
        var isPlain = scalar.Style == ScalarStyle.Plain;
        var resolved = tag switch
        {
            "" or "!" => isPlain ? LegacyScalar.Resolve(scalar.Value) : new LegacyScalar.Text(scalar.Value),
            "!!binary" => new LegacyScalar.Text(FromBase64(scalar.Value)),
            "!!bool" or "!!int" or "!!float" or "!!null" => As(tag, LegacyScalar.Resolve(scalar.Value), scalar.Value),
            _ => new LegacyScalar.Text(scalar.Value),
        };
        return new Node.Single(resolved, scalar.Value == "<<" && (tag == "!!merge" || (isPlain && tag.Length == 0)));
    }

    private static LegacyScalar As(string tag, LegacyScalar found, string text) => (tag, found) switch
    {
        ("!!bool", LegacyScalar.Boolean) or ("!!int", LegacyScalar.Integer) or ("!!float", LegacyScalar.Float) or ("!!null", LegacyScalar.Nothing) => found,
        ("!!float", LegacyScalar.Integer whole) => new LegacyScalar.Float((double)whole.Value),
        _ => throw new InvalidDataException($"cannot decode `{text}` as a {tag}"),
    };

    private static string FromBase64(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("!!binary value contains invalid base64 data", e);
        }
    }

    private Value ToJson(Node node)
    {
        Count();
        _depth++;
        Value value = node switch
        {
            Node.Single single => ToJson(single.Scalar),
            Node.Sequence list => new ListValue([.. list.Items.Select(ToJson)]),
            Node.Mapping map => Sorted(Merged(map)),
            _ => throw new InvalidOperationException("the hierarchy is closed; this is a bug"),
        };
        _depth--;
        return value;
    }

    /// <summary>A few aliases of aliases stand for more values than any memory holds, or for a depth no stack does.</summary>
    private void Count()
    {
        if (++_count > MaxValues || _depth > MaxDepth)
        {
            throw new InvalidDataException("document contains excessive aliasing");
        }
    }

    private static Value ToJson(LegacyScalar scalar) => scalar switch
    {
        LegacyScalar.Boolean b => Value.From(b.Value),
        LegacyScalar.Integer i => new NumberValue(GoJson.Number((double)i.Value)),
        LegacyScalar.Float f => new NumberValue(GoJson.Number(f.Value)),
        LegacyScalar.Text t => new StringValue(t.Value),
        _ => Value.Null,
    };

    private static MapValue Sorted(Dictionary<string, Value> entries) =>
        new([.. entries.OrderBy(e => e.Key, Utf8Order.Instance).Select(e => new MapEntry(e.Key, e.Value))]);

    /// <summary>In the order of the text: what stands later wins, a merge key as any other, because that is how go-yaml 2 did it.</summary>
    private Dictionary<string, Value> Merged(Node.Mapping map)
    {
        Count();
        var entries = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Pairs)
        {
            if (key is Node.Single { IsMerge: true })
            {
                foreach (var merged in MergedParts(value).SelectMany(Merged))
                {
                    entries[merged.Key] = merged.Value;
                }
            }
            else
            {
                entries[KeyText(key)] = ToJson(value);
            }
        }

        return entries;
    }

    /// <summary>Of several maps the first wins, so it comes last.</summary>
    private static IEnumerable<Node.Mapping> MergedParts(Node value) => value switch
    {
        Node.Mapping map => [map],
        Node.Sequence list => list.Items.Reverse().Select(i => i as Node.Mapping ?? throw NoMap()),
        _ => throw NoMap(),
    };

    private static InvalidDataException NoMap() => new("map merge requires map or sequence of maps as the value");

    private static string KeyText(Node key) => key is not Node.Single single
        ? throw new InvalidDataException("a key is a list or a map")
        : single.Scalar switch
        {
            LegacyScalar.Text text => text.Value,
            LegacyScalar.Boolean b => b.Value ? "true" : "false",
            LegacyScalar.Integer i when i.Value <= long.MaxValue => i.Value.ToString(CultureInfo.InvariantCulture),
            LegacyScalar.Float f => FloatKey((float)f.Value),
            _ => throw new InvalidDataException("a key is neither a text, a number nor a boolean"),
        };

    private static string FloatKey(float number)
    {
        if (!float.IsFinite(number))
        {
            return float.IsNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";
        }

        var decimals = GoDecimal.Of(number);
        return decimals.Exponent is < -4 or >= ShortestPrecision ? decimals.Scientific(2) : decimals.Plain();
    }
}
