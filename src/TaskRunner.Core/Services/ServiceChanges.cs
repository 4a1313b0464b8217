using System.Collections.Immutable;
using TaskRunner.Stores;

namespace TaskRunner.Services;

/// <summary>Changes of the register that go into one transaction; of two about the same service the later counts.</summary>
internal sealed class ServiceChanges
{
    private readonly Dictionary<string, ServiceRecord?> _changes = new(StringComparer.Ordinal);

    public void Put(ServiceRecord record) => _changes[record.Name] = record;

    public void Remove(string name) => _changes[name] = null;

    /// <summary>The entry as it was before, or none.</summary>
    public void Restore(string name, ServiceRecord? before) => _changes[name] = before;

    /// <summary>What this transaction already says about a service.</summary>
    public bool TryGet(string name, out ServiceRecord? record) => _changes.TryGetValue(name, out record);

    public StoreCommit AddTo(StoreCommit commit) => _changes.Count == 0 ? commit : commit with
    {
        PutServices = [.. _changes.Values.OfType<ServiceRecord>()],
        RemoveServices = [.. _changes.Where(c => c.Value is null).Select(c => c.Key)],
    };
}
