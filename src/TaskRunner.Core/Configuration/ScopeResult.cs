using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>A scope's questions, answered.</summary>
/// <param name="Config">The values, defaults among them.</param>
/// <param name="Recordable">What to remember.</param>
internal sealed record ScopeResult(MapValue Config, MapValue Recordable)
{
    public IReadOnlyList<MissingAnswer> Missing { get; init; } = [];

    public IReadOnlyList<PendingValue> Pending { get; init; } = [];

    public IReadOnlyList<ExplainedValue> Explained { get; init; } = [];

    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Questions that are not asked now.</summary>
    public IReadOnlySet<SchemaNode> Hidden { get; init; } = new HashSet<SchemaNode>();
}
