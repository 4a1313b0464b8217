using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Invariants;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Running;
using TaskRunner.Simulation.Tests.Scheduling;

namespace TaskRunner.Simulation.Tests;

/// <summary>One seed from its package to its last invariant.</summary>
internal sealed class Simulation
{
    private const int MostFaults = 7;
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromHours(2);
    private readonly List<SimProcess> _people = [];

    private Simulation(int seed, SimPackage package) => Scene = new Scene(seed, package);

    public Scene Scene { get; }

    public RunState End { get; private set; } = null!;

    /// <exception cref="InvariantException">A promise was broken.</exception>
    public static Simulation Run(int seed)
    {
        var package = SimPackage.Draw(seed);
        var simulation = new Simulation(seed, package);
        simulation.Play(MostFaults);
        simulation.CheckAll();
        return simulation;
    }

    /// <summary>The history even where a promise was broken on the way.</summary>
    public static (History History, Exception? Broken) Replay(int seed)
    {
        var simulation = new Simulation(seed, SimPackage.Draw(seed));
        try
        {
            simulation.Play(MostFaults);
            simulation.CheckAll();
            return (simulation.Scene.Machine.History, null);
        }
        catch (Exception e)
        {
            return (simulation.Scene.Machine.History, e);
        }
    }

    private void Play(int mostFaults)
    {
        var machine = Scene.Machine;
        var faults = new Faults(Scene, mostFaults);
        var people = mostFaults == 0 ? 1 : machine.Random.Next(1, 4);
        for (var i = 0; i < people; i++)
        {
            var person = new Person(Scene, $"{(char)('a' + i)}");
            _people.Add(machine.Start($"person {i}", _ => person.WorkAsync()));
        }

        machine.Run(IsOver, () => Observe(faults));
        End = RunJournal.LoadAsync(Scene.Store, SimPackage.RunId, default).AsTask().GetAwaiter().GetResult().State;
    }

    private void Observe(Faults faults)
    {
        faults.BeforeStep();
        if (Scene.Machine.Now - faults.QuietSince > LongestQuiet)
        {
            throw new InvariantException("I11 every run settles or asks", $"nothing went wrong for {LongestQuiet}, and it still goes on");
        }
    }

    private bool IsOver() => _people.TrueForAll(p => p.Ended.IsCompleted ? Rethrow(p.Ended) : false);

    private static bool Rethrow(Task ended)
    {
        ended.GetAwaiter().GetResult();
        return true;
    }

    private void CheckAll()
    {
        Promises.Check(Scene.Package, Scene.Machine.History);
        if (Scene.Package.IsPure)
        {
            var calm = new Simulation(Scene.Package.Seed, Scene.Package);
            calm.Play(mostFaults: 0);
            SameEnd.Check(calm.End, End);
        }
    }
}
