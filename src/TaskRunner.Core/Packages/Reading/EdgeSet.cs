using System.Collections.Immutable;
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
    private readonly Dictionary<(int From, int To), int> _latest = [];
    private readonly List<int> _before = [];
    private readonly EdgeEnd?[] _ends = new EdgeEnd?[tasks.Count];

    public int Count => _edges.Count;

    public EdgeDefinition this[int index] => _edges[index];

    public (int From, int To) NumbersOf(int index) => _numbers[index];

    public void AddWritten(End from, End to, EdgeCondition on, EdgeOrigins origin, SourceSpan span)
    {
        foreach (var index in Of(from.Task, to.Task))
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
        foreach (var index in Of(from, to))
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
    public IEnumerable<EdgeCondition> Between(int from, int to) => Of(from, to).Select(i => _edges[i].On);

    public ImmutableArray<EdgeDefinition> ToImmutable() => [.. _edges];

    private static string Word(EdgeCondition on) => on.ToString().ToLowerInvariant();

    private IEnumerable<int> Of(int from, int to)
    {
        for (var i = _latest.GetValueOrDefault((from, to), -1); i >= 0; i = _before[i])
        {
            yield return i;
        }
    }

    private void Append(End from, End to, EdgeCondition on, EdgeOrigins origin, SourceSpan span)
    {
        var pair = (from.Task, to.Task);
        _before.Add(_latest.GetValueOrDefault(pair, -1));
        _latest[pair] = _edges.Count;
        _numbers.Add(pair);
        _edges.Add(new EdgeDefinition(Named(from), Named(to), on, origin, span));
    }

    private EdgeEnd Named(End end) =>
        end.Key is null ? _ends[end.Task] ??= new EdgeEnd(tasks[end.Task].Name) : new EdgeEnd(tasks[end.Task].Name, end.Key);
}
