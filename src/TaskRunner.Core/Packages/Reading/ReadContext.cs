using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>What the readers of one manifest share.</summary>
internal sealed class ReadContext(DiagnosticBag diagnostics, TaskTypeCatalog types, string directory, InnerPackages inner)
{
    private readonly Dictionary<string, KnownType?> _types = new(StringComparer.Ordinal);

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>The folder with the package's files.</summary>
    public string Directory { get; } = directory;

    public InnerPackages Inner { get; } = inner;

    public IEnumerable<string> TypeNames => types.Names.Append(InnerPackages.TypeName).Order(StringComparer.Ordinal);

    /// <summary>Described and its schema loaded once for all tasks of the type; null when there is no such type.</summary>
    public KnownType? TypeOf(string name)
    {
        if (!_types.TryGetValue(name, out var known))
        {
            known = types.TryGet(name, out var type) ? KnownType.Of(type) : null;
            _types.Add(name, known);
        }

        return known;
    }

    /// <summary>Reads the <c>{openAPIV3Schema: …}</c> of <c>config</c> and <c>global</c>: the schema of a map.</summary>
    public Schema? Questions(MapEntry entry)
    {
        if (Fields.Map(entry, Diagnostics) is not { } map)
        {
            return null;
        }

        Value? document = null;
        foreach (var key in map.Entries)
        {
            if (key.Key == "openAPIV3Schema")
            {
                document = key.Value;
            }
            else
            {
                Fields.Unknown(key, ["openAPIV3Schema"], Diagnostics);
            }
        }

        if (document is null)
        {
            Fields.Missing(map, "openAPIV3Schema", Diagnostics);
            return null;
        }

        var schema = Load(document);
        if (schema is not null && !schema.Root.Types.HasFlag(SchemaTypes.Object))
        {
            Diagnostics.Error("TR1225", document.Span);
        }

        return schema;
    }

    /// <summary>Loads a schema; whatever was wrong before does not count.</summary>
    public Schema? Load(Value document)
    {
        var own = new DiagnosticBag();
        var schema = Schema.Load(document, own);
        Diagnostics.AddRange(own.Items);
        return schema;
    }
}

/// <summary>A task type with what the readers ask of it again and again.</summary>
internal sealed record KnownType(ITaskType Type, TaskTypeDescription Description, Schema Spec)
{
    public static KnownType Of(ITaskType type)
    {
        var description = type.Describe();
        var diagnostics = new DiagnosticBag();
        var schema = Schema.Load(description.SpecSchema, diagnostics);
        return schema is null
            ? throw new InvalidOperationException($"the spec schema of task type {type.Name} is wrong: {MessageCatalogue.English.Format(diagnostics.Items[0])}")
            : new KnownType(type, description, schema);
    }
}
