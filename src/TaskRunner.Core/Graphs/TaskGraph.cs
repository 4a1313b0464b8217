using System.Collections.Immutable;
using TaskRunner.Model;

namespace TaskRunner.Graphs;

/// <summary>A directed acyclic graph over 0…n-1, in compressed rows both ways. Knows nothing of tasks but their numbers.</summary>
public sealed class TaskGraph
{
    /// <summary>Placeholder until the kernel lands.</summary>
    public static TaskGraph Empty { get; } = new();
}

/// <summary>From finishes before To starts.</summary>
public readonly record struct GraphEdge(int From, int To, EdgeCondition On);
