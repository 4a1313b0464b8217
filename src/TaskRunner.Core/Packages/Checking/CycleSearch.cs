namespace TaskRunner.Packages.Checking;

/// <summary>
/// Finds cycles in a graph over 0…n-1: one for each group of tasks that wait for one another, as short as the group has one
/// through its first member. Linear in tasks and edges, and without recursion, for generated packages are long chains.
/// </summary>
internal sealed class CycleSearch
{
    private readonly int[] _first;
    private readonly int[] _edges;
    private readonly Func<int, int> _target;
    private readonly int[] _group;
    private readonly List<int> _sizes = [0];
    private readonly Visit[] _visits;
    private readonly Stack<int> _path = [];
    private readonly Stack<int> _open = [];
    private int _time;

    private CycleSearch(int tasks, int edges, Func<int, int> source, Func<int, int> target)
    {
        _target = target;
        _first = new int[tasks + 1];
        _edges = new int[edges];
        _group = new int[tasks];
        _visits = new Visit[tasks];
        for (var i = 0; i < edges; i++)
        {
            _first[source(i) + 1]++;
        }

        for (var i = 0; i < tasks; i++)
        {
            _first[i + 1] += _first[i];
        }

        var next = _first.AsSpan(0, tasks).ToArray();
        for (var i = 0; i < edges; i++)
        {
            _edges[next[source(i)]++] = i;
        }
    }

    /// <returns>Each cycle as the edges that form it, in order.</returns>
    public static IReadOnlyList<int[]> Find(int tasks, int edges, Func<int, int> source, Func<int, int> target)
    {
        var search = new CycleSearch(tasks, edges, source, target);
        search.Group();
        var found = new List<int[]>();
        var done = new bool[search._sizes.Count];
        for (var task = 0; task < tasks; task++)
        {
            if (!done[search._group[task]] && search.ShortestFrom(task) is { } cycle)
            {
                done[search._group[task]] = true;
                found.Add(cycle);
            }
        }

        return found;
    }

    /// <summary>What Tarjan's search for strongly connected components knows of a task.</summary>
    private struct Visit
    {
        public int Order;
        public int Low;
        public int Next;
    }

    private void Group()
    {
        for (var root = 0; root < _visits.Length; root++)
        {
            if (_visits[root].Order == 0)
            {
                Enter(root);
            }

            while (_path.TryPeek(out var task))
            {
                if (_visits[task].Next < _first[task + 1])
                {
                    Follow(task, _target(_edges[_visits[task].Next++]));
                }
                else
                {
                    Leave(_path.Pop());
                }
            }
        }
    }

    private void Enter(int task)
    {
        _time++;
        _visits[task] = new Visit { Order = _time, Low = _time, Next = _first[task] };
        _path.Push(task);
        _open.Push(task);
    }

    private void Follow(int task, int to)
    {
        if (_visits[to].Order == 0)
        {
            Enter(to);
        }
        else if (_group[to] == 0)
        {
            _visits[task].Low = Math.Min(_visits[task].Low, _visits[to].Order);
        }
    }

    private void Leave(int task)
    {
        if (_path.TryPeek(out var before))
        {
            _visits[before].Low = Math.Min(_visits[before].Low, _visits[task].Low);
        }

        if (_visits[task].Low != _visits[task].Order)
        {
            return;
        }

        _sizes.Add(0);
        for (var member = -1; member != task; _sizes[^1]++)
        {
            member = _open.Pop();
            _group[member] = _sizes.Count - 1;
        }
    }

    /// <summary>Breadth first within the group, back to where it began.</summary>
    private int[]? ShortestFrom(int start)
    {
        if (_sizes[_group[start]] == 1 && !HasSelfEdge(start))
        {
            return null;
        }

        var by = new Dictionary<int, (int Edge, int From)>();
        var waiting = new Queue<int>([start]);
        while (waiting.TryDequeue(out var task))
        {
            for (var i = _first[task]; i < _first[task + 1]; i++)
            {
                var to = _target(_edges[i]);
                if (_group[to] != _group[start] || !by.TryAdd(to, (_edges[i], task)))
                {
                    continue;
                }

                if (to == start)
                {
                    return Back(start, by);
                }

                waiting.Enqueue(to);
            }
        }

        return null;
    }

    private bool HasSelfEdge(int task)
    {
        for (var i = _first[task]; i < _first[task + 1]; i++)
        {
            if (_target(_edges[i]) == task)
            {
                return true;
            }
        }

        return false;
    }

    private static int[] Back(int start, Dictionary<int, (int Edge, int From)> by)
    {
        var cycle = new List<int>();
        var task = start;
        do
        {
            (var edge, task) = by[task];
            cycle.Add(edge);
        }
        while (task != start);
        cycle.Reverse();
        return [.. cycle];
    }
}
