namespace TaskRunner.Simulation.Tests.Scheduling;

/// <summary>
/// One thread, one seed, virtual time: everything that happens in a simulation happens because this loop picked it. Time stands
/// still while any process has something to do, and then goes to the next thing that is due.
/// </summary>
internal sealed class Machine(int seed)
{
    private const int MostSteps = 200_000;
    private readonly PriorityQueue<Action, (long At, long Order)> _agenda = new();
    private readonly List<SimProcess> _processes = [];
    private readonly List<SimProcess> _runnable = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;
    private int _lastPid = 100;

    public Random Random { get; } = new(seed);

    public History History { get; } = new();

    /// <summary>Since boot.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>What people have set the wall clock to, off the time since boot.</summary>
    public TimeSpan WallShift { get; set; }

    public int Steps { get; private set; }

    public IEnumerable<SimProcess> Living => _processes.Where(p => p.IsAlive);

    public SimProcess Start(string name, Func<SimProcess, Task> main)
    {
        var process = new SimProcess(this, name, ++_lastPid);
        _processes.Add(process);
        process.Begin(main);
        return process;
    }

    public SimProcess? Find(int pid) => _processes.Find(p => p.Pid == pid);

    /// <summary>What happens after a time whatever becomes of any process: the outside world, timers.</summary>
    public void After(TimeSpan wait, Action happens) => _agenda.Enqueue(happens, ((Now + wait).Ticks, ++_order));

    /// <summary>For processes: a wait on the time since boot.</summary>
    public async Task WaitAsync(TimeSpan wait, CancellationToken stop = default)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(wait, () => waiting.TrySetResult());
        await using var stopping = stop.Register(() => waiting.TrySetCanceled(stop));
        await waiting.Task;
    }

    public TimeSpan Draw(TimeSpan most) => TimeSpan.FromMilliseconds(Random.NextDouble() * most.TotalMilliseconds);

    public bool OneIn(int n) => Random.Next(n) == 0;

    public void Run(Func<bool> isOver, Action beforeEachStep)
    {
        while (!isOver())
        {
            if (++Steps > MostSteps)
            {
                throw new InvariantException("I11 every run settles or asks", $"still going on after {MostSteps} steps");
            }

            beforeEachStep();
            Step();
        }
    }

    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("something escaped to another thread: the simulation would not repeat itself");
        }
    }

    private void Step()
    {
        _runnable.Clear();
        _processes.RemoveAll(p => !p.IsAlive);
        _runnable.AddRange(_processes.Where(p => p.IsRunnable));
        if (_runnable.Count > 0)
        {
            _runnable[Random.Next(_runnable.Count)].RunOne();
        }
        else if (_agenda.TryDequeue(out var happens, out var due))
        {
            Now = due.At > Now.Ticks ? new TimeSpan(due.At) : Now;
            happens();
        }
        else
        {
            throw new InvariantException("I11 every run settles or asks", "everybody waits for something that will never come");
        }
    }
}
