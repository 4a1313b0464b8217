using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>A named schema with the place of its name.</summary>
public readonly record struct SchemaProperty(string Name, SchemaNode Schema, SourceSpan NameSpan);

/// <summary>The properties of an object schema by name, in the order they are written.</summary>
public sealed class SchemaProperties(ImmutableArray<SchemaProperty> items) : IReadOnlyList<SchemaProperty>
{
    private const int SmallEnoughToScan = 8;
    private readonly Dictionary<string, SchemaNode>? _index = items.Length > SmallEnoughToScan
        ? items.ToDictionary(i => i.Name, i => i.Schema, StringComparer.Ordinal)
        : null;

    public static SchemaProperties Empty { get; } = new([]);

    public int Count => items.Length;

    public IEnumerable<string> Names => items.Select(i => i.Name);

    public SchemaProperty this[int index] => items[index];

    public SchemaNode? this[string name] => TryGet(name, out var schema) ? schema : null;

    public bool TryGet(string name, [NotNullWhen(true)] out SchemaNode? schema)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(name, out schema);
        }

        foreach (var item in items)
        {
            if (item.Name == name)
            {
                schema = item.Schema;
                return true;
            }
        }

        schema = null;
        return false;
    }

    public IEnumerator<SchemaProperty> GetEnumerator() => ((IEnumerable<SchemaProperty>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
