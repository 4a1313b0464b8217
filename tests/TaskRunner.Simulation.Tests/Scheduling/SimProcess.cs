namespace TaskRunner.Simulation.Tests.Scheduling;

/// <summary>
/// A process of the simulated machine: the context in which its awaits go on. It dies between any two of them (what waited is
/// gone), and it can be stopped and continued (what waited stays).
/// </summary>
internal sealed class SimProcess(Machine machine, string name, int pid) : SynchronizationContext
{
    /// <summary>So many of what is ready may overtake each other: a thread pool keeps no order.</summary>
    private const int MostOvertaken = 3;

    private readonly List<(SendOrPostCallback Call, object? State)> _ready = [];
    private readonly List<Action> _whenEnded = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public int Pid => pid;

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    public bool IsRunnable => _ready.Count > 0 && !IsPaused;

    /// <summary>Completes when the process has ended in whatever way; faulted when by a bug.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What the kernel does when a process is gone, however it ended.</summary>
    public void WhenEnded(Action then) => _whenEnded.Add(then);

    public void Begin(Func<SimProcess, Task> main) => Post(_ => Main(main), null);

    public override void Post(SendOrPostCallback d, object? state)
    {
        machine.CheckThread();
        if (IsAlive)
        {
            _ready.Add((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("nothing in a simulation may wait for another process without an await");

    public override SynchronizationContext CreateCopy() => this;

    public void RunOne()
    {
        var at = machine.Random.Next(Math.Min(_ready.Count, MostOvertaken));
        var (call, state) = _ready[at];
        _ready.RemoveAt(at);
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            call(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public void Kill()
    {
        IsAlive = false;
        _ready.Clear();
        _ended.TrySetResult();
        _whenEnded.ForEach(a => a());
    }

    public void Pause() => IsPaused = true;

    public void Continue() => IsPaused = false;

    private void Main(Func<SimProcess, Task> main) => _ = RunAsync(main);

    private async Task RunAsync(Func<SimProcess, Task> main)
    {
        try
        {
            await main(this);
            IsAlive = false;
            _ended.TrySetResult();
            _whenEnded.ForEach(a => a());
        }
        catch (Exception e)
        {
            IsAlive = false;
            _ended.TrySetException(e);
            _whenEnded.ForEach(a => a());
        }
    }
}
