using TaskRunner.Diagnostics;
using TaskRunner.Schemas.Patterns;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>
/// Parses a schema document into nodes: first the tree as written, then the references, which may bring in parts that are no
/// schemas by their place (<c>#/components/schemas/x</c>) and have references of their own.
/// </summary>
internal sealed class SchemaReader(SchemaDialect dialect, DiagnosticBag diagnostics)
{
    private const int MostNodes = 200_000;
    private const int Deepest = 256;

    private readonly Dictionary<Value, SchemaNode> _known = new(ReferenceEqualityComparer.Instance);
    private readonly PatternCompiler _patterns = new();
    private int _depth;
    private bool _tooLarge;

    public SchemaDialect Dialect { get; } = dialect;

    public References References { get; } = new(diagnostics);

    public List<SchemaNode> Nodes { get; } = [];

    public SchemaNode ReadRoot(Value document)
    {
        var resource = new SchemaResource(null, document, new DocumentPath());
        var root = Read(document, resource.Path, resource);
        References.ResolveAll(this);
        return root;
    }

    public SchemaNode Read(Value document, DocumentPath path, SchemaResource resource)
    {
        if (document is not MapValue map)
        {
            return ReadVerdict(document, path, resource);
        }

        if (_known.TryGetValue(map, out var known))
        {
            return known;
        }

        if (_depth >= Deepest || Nodes.Count >= MostNodes)
        {
            ReportTooLarge(map, path);
            return Permissive(map, path, resource);
        }

        _depth++;
        var node = ReadMap(map, path, resource);
        _depth--;
        _known[map] = node;
        Nodes.Add(node);
        return node;
    }

    public SchemaPattern? Compile(KeywordMap keywords, string keyword, string source, SourceSpan span)
    {
        try
        {
            return _patterns.Compile(source);
        }
        catch (PatternException e)
        {
            var code = e.Fault switch
            {
                PatternFault.NeedsBacktracking => "TR2007",
                PatternFault.TooLarge => "TR2019",
                _ => "TR2006",
            };
            keywords.Error(code, keyword, span, source, e.Message);
            return null;
        }
    }

    private SchemaNode ReadMap(MapValue map, DocumentPath path, SchemaResource outer)
    {
        var keywords = new KeywordMap(map, path, diagnostics);
        var resource = Dialect == SchemaDialect.Draft202012 ? References.Enter(keywords, outer) : outer;
        var reference = keywords.StringValue("$ref");
        var isAlone = reference is not null && Dialect == SchemaDialect.OpenApi30;
        KeywordCheck.Run(keywords, Dialect, isAlone);
        foreach (var container in KeywordNames.Containers)
        {
            ReadContainer(keywords, container, resource);
        }

        var node = isAlone ? ReadTexts(keywords, resource) : new RuleReader(this, keywords, resource).Read();
        if (reference is not null)
        {
            References.Add(node, reference);
        }

        if (Dialect == SchemaDialect.Draft202012)
        {
            References.Register(keywords, node, resource);
        }

        return node;
    }

    private static SchemaNode ReadTexts(KeywordMap keywords, SchemaResource resource) => new(keywords.Map, keywords.Path, resource)
    {
        Title = keywords.Text("title"),
        Description = keywords.Text("description"),
        Extensions = ExtensionReader.Read(keywords),
    };

    private void ReadContainer(KeywordMap keywords, string container, SchemaResource resource)
    {
        // Only a map of maps: `definitions` of 3.0 is nobody's keyword and may be anything.
        if (keywords[container] is MapValue definitions)
        {
            foreach (var entry in definitions.Entries.Where(e => e.Value is MapValue))
            {
                Read(entry.Value, keywords.Path.Then(container).Then(entry.Key), resource);
            }
        }
    }

    private SchemaNode ReadVerdict(Value document, DocumentPath path, SchemaResource resource)
    {
        // 3.0 has true and false only in additionalProperties.
        var allowed = document is BooleanValue
            && (Dialect == SchemaDialect.Draft202012 || path.Last is "additionalProperties");
        if (!allowed)
        {
            diagnostics.Add(new Diagnostic("TR2001", Severity.Error, document.Span, [TypeNames.Of(document)]) { Pointer = path.ToString() });
        }

        return new SchemaNode(document, path, resource) { Verdict = document is not BooleanValue { Value: false } };
    }

    private static SchemaNode Permissive(Value document, DocumentPath path, SchemaResource resource) => new(document, path, resource) { Verdict = true };

    private void ReportTooLarge(MapValue map, DocumentPath path)
    {
        if (!_tooLarge)
        {
            _tooLarge = true;
            diagnostics.Add(new Diagnostic("TR2018", Severity.Error, map.Span, [$"{MostNodes}", $"{Deepest}"]) { Pointer = path.ToString() });
        }
    }
}
