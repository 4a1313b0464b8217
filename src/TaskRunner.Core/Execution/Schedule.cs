using TaskRunner.Graphs;

namespace TaskRunner.Execution;

/// <summary>
/// Which task may start: one whose predecessors have all finished. Knows numbers and edges only; what finished means, and what
/// becomes of a task whose turn has come, others say. Gives the lowest number first, each number once. No clock, no thread, no I/O.
/// </summary>
internal sealed class Schedule
{
    private readonly TaskGraph _graph;
    private readonly int[] _waitsFor;
    private readonly bool[] _finished;
    private readonly PriorityQueue<int, int> _ready = new();

    public Schedule(TaskGraph graph)
        : this(graph, static _ => false, static _ => true)
    {
    }

    /// <param name="graph">Edges: from finishes before to starts.</param>
    /// <param name="isFinished">Tasks that have finished already.</param>
    /// <param name="isWanted">Tasks that should be given when their turn comes; the others only stand between.</param>
    public Schedule(TaskGraph graph, Func<int, bool> isFinished, Func<int, bool> isWanted)
    {
        _graph = graph;
        _waitsFor = new int[graph.Count];
        _finished = new bool[graph.Count];
        for (var task = 0; task < graph.Count; task++)
        {
            _finished[task] = isFinished(task);
        }

        for (var task = 0; task < graph.Count; task++)
        {
            foreach (var before in graph.Before(task))
            {
                _waitsFor[task] += _finished[before] ? 0 : 1;
            }

            if (_waitsFor[task] == 0 && !_finished[task] && isWanted(task))
            {
                _ready.Enqueue(task, task);
            }
        }
    }

    public int ReadyCount => _ready.Count;

    public bool TryTake(out int task) => _ready.TryDequeue(out task, out _);

    /// <summary>A finished task frees those that waited for nothing else. Called once per task.</summary>
    public void Finish(int task)
    {
        if (_finished[task])
        {
            throw new InvalidOperationException($"task {task} finished twice; this is a bug");
        }

        _finished[task] = true;
        foreach (var after in _graph.After(task))
        {
            if (--_waitsFor[after] == 0)
            {
                _ready.Enqueue(after, after);
            }
        }
    }
}
