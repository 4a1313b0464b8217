using System.Collections.Immutable;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>The register as it was when the operation began, the same for all its runs.</summary>
internal sealed class ServiceSnapshot(ImmutableArray<ServiceRecord> records)
{
    public static ServiceSnapshot Empty { get; } = new([]);

    public ImmutableArray<ServiceRecord> Records { get; } = records;

    /// <summary>What expressions see under <c>services</c>.</summary>
    public MapValue Names { get; } = new([.. records.Select(r => new MapEntry(r.Name, ServiceDocument.ForExpressions(r)))]);

    public ServiceRecord? Find(string name)
    {
        foreach (var record in Records)
        {
            if (record.Name == name)
            {
                return record;
            }
        }

        return null;
    }
}
