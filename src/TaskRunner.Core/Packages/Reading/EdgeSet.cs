using System.Collections.Immutable;
using System.Runtime.InteropServices;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>One end of an edge: a task by number, and the key of an instance or null.</summary>
internal readonly record struct End(int Task, Value? Key);

/// <summary>
/// The edges of a manifest, merged: the same one said twice is one edge with both origins. What an expression reads joins the
/// edge that is written, whatever it waits for, so that a handler may read the outputs of what it handles.
/// </summary>
internal sealed class EdgeSet(TaskList tasks, DiagnosticBag diagnostics)
{
    private readonly List<EdgeDefinition> _edges = [];
    private readonly List<(int From, int To)> _numbers = [];

    /// <summary>The latest edge of a pair of tasks; earlier ones of the same pair are found through <see cref="_before"/>.</summary>
    private readonly Dictionary<ulong, int> _latest = [];
    private readonly List<int> _before = [];
    private readonly EdgeEnd?[] _ends = new EdgeEnd?[tasks.Count];

    public int Count => _edges.Count;

    /// <summary>Makes room for edges that are about to be added.</summary>
    public void Expect(int count)
    {
        _edges.EnsureCapacity(count);
        _numbers.EnsureCapacity(count);
        _before.EnsureCapacity(count);
        _latest.EnsureCapacity(count);
    }

    public EdgeDefinition this[int index] => _edges[index];

    public (int From, int To) NumbersOf(int index) => _numbers[index];

    public void AddWritten(End from, End to, EdgeCondition on, EdgeOrigins origin, SourceSpan span)
    {
        for (var index = Latest(from.Task, to.Task); index >= 0; index = _before[index])
        {
            var edge = _edges[index];
            if (!Equals(edge.From.Key, from.Key) || !Equals(edge.To.Key, to.Key))
            {
                continue;
            }

            if (edge.On != on)
            {
                diagnostics.Error("TR1303", span, edge.From.Task, edge.To.Task, Word(on), Word(edge.On), edge.Span.ToString());
            }

            _edges[index] = edge with { Origins = edge.Origins | origin };
            return;
        }

        Append(from, to, on, origin, span);
    }

    public void AddReference(int from, int to, SourceSpan span)
    {
        var found = false;
        for (var index = Latest(from, to); index >= 0; index = _before[index])
        {
            found = true;
            if (!_edges[index].Origins.HasFlag(EdgeOrigins.Reference))
            {
                _edges[index] = _edges[index] with { Origins = _edges[index].Origins | EdgeOrigins.Reference };
            }
        }

        if (!found)
        {
            Append(new End(from, null), new End(to, null), EdgeCondition.Succeeded, EdgeOrigins.Reference, span);
        }
    }

    /// <summary>What the edges between two tasks wait for; empty when there is none.</summary>
    public IEnumerable<EdgeCondition> Between(int from, int to)
    {
        for (var i = Latest(from, to); i >= 0; i = _before[i])
        {
            yield return _edges[i].On;
        }
    }

    public ImmutableArray<EdgeDefinition> ToImmutable() => [.. _edges];

    private static string Word(EdgeCondition on) => on.ToString().ToLowerInvariant();

    private int Latest(int from, int to) => _latest.GetValueOrDefault(Pair(from, to), -1);

    /// <summary>Both numbers in one, shuffled: neighbours in the graph have near numbers, which would share their hash.</summary>
    private static ulong Pair(int from, int to) => (((ulong)(uint)from << 32) | (uint)to) * 0x9E3779B97F4A7C15;

    private void Append(End from, End to, EdgeCondition on, EdgeOrigins origin, SourceSpan span)
    {
        ref var latest = ref CollectionsMarshal.GetValueRefOrAddDefault(_latest, Pair(from.Task, to.Task), out var exists);
        _before.Add(exists ? latest : -1);
        latest = _edges.Count;
        _numbers.Add((from.Task, to.Task));
        _edges.Add(new EdgeDefinition(Named(from), Named(to), on, origin, span));
    }

    private EdgeEnd Named(End end) =>
        end.Key is null ? _ends[end.Task] ??= new EdgeEnd(tasks[end.Task].Name) : new EdgeEnd(tasks[end.Task].Name, end.Key);
}
