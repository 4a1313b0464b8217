using System.Buffers.Binary;
using TaskRunner.Secrets;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.Simulation.Tests.Storing;
using TaskRunner.Simulation.Tests.Supervision;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>One simulated machine with a store, an outside world, and whoever works on it.</summary>
internal sealed class Scene
{
    private const string Host = "host";
    private const string Boot = "boot";
    private readonly ProcessTable _processes;
    private long _ids;

    public Scene(int seed, SimPackage package)
    {
        Package = package;
        Machine = new Machine(seed);
        Weather = new Weather(Machine);
        World = new World(Machine, package);
        _processes = new ProcessTable(Machine, World);
        IsBlind = Machine.OneIn(4);
        Supervision = Machine.OneIn(3) ? null : new SimSupervision(Machine, _processes);
        var keeper = new SimProcess(Machine, "kernel", 1);
        Store = new MemoryStore(new SimClock(Machine, keeper), new HostIdentity(Host, Boot, "", 1, 1), Look);
    }

    /// <summary>Sealing is real. One key for all: deriving it costs more than a simulation.</summary>
    public static StoreVault Vault { get; } = new(new MemoryStore(), SecretKey.Random());

    public SimPackage Package { get; }

    public Machine Machine { get; }

    public Weather Weather { get; }

    public World World { get; }

    public MemoryStore Store { get; }

    /// <summary>Runners cannot see each other's processes (containers that share a folder): a dead one's lease has to run out.</summary>
    public bool IsBlind { get; }

    /// <summary>Null: processes are children of the runners.</summary>
    public SimSupervision? Supervision { get; }

    /// <summary>Those that were started as runners, with how to stop them.</summary>
    public List<(SimProcess Process, Runner Runner)> Runners { get; } = [];

    public static LeaseHolder HolderOf(SimProcess process) => new(process.Name, Host, Boot, process.Pid, process.Pid);

    public SimStore StoreOf(SimProcess process) => new(Store, Machine, Weather, process.Name);

    public ILauncher LauncherOf(SimProcess process) =>
        Supervision is null ? new SimLauncher(Machine, _processes, process) : new SupervisedSimLauncher(Machine, Supervision, process);

    public SimProcess StartRunner(string name, Wish wish) => Machine.Start(name, process =>
    {
        var runner = new Runner(this, process);
        Runners.Add((process, runner));
        return runner.RunAsync(wish);
    });

    public void Kill(SimProcess runner)
    {
        Machine.History.Add(new Happening.Note($"{runner.Name} killed"));
        runner.Kill();
        World.ForgetRunner(runner.Name);
    }

    /// <summary>Everything at once: runners and what they started.</summary>
    public void SwitchOff()
    {
        Machine.History.Add(new Happening.Note("power loss"));
        _processes.EndAll();
        Supervision?.SwitchOff();
        foreach (var (process, _) in Runners.Where(r => r.Process.IsAlive))
        {
            Kill(process);
        }
    }

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ++_ids);
        return new Guid(bytes);
    }

    private Liveness Look(LeaseHolder holder) =>
        IsBlind ? Liveness.CannotTell : Machine.Find(holder.Pid) is { IsAlive: true } ? Liveness.Alive : Liveness.Dead;
}
