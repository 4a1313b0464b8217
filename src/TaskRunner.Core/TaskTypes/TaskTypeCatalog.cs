using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TaskRunner.TaskTypes;

/// <summary>The task types this host knows.</summary>
public sealed class TaskTypeCatalog(params ReadOnlySpan<ITaskType> types)
{
    private readonly FrozenDictionary<string, ITaskType> _types = Index(types);

    public IEnumerable<string> Names => _types.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out ITaskType? type) => _types.TryGetValue(name, out type);

    private static FrozenDictionary<string, ITaskType> Index(ReadOnlySpan<ITaskType> types) =>
        types.ToArray().ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
}
