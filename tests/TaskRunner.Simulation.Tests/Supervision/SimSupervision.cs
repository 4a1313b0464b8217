using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Scheduling;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>The supervisors of one simulated run, living and dead, and the folder they share.</summary>
internal sealed class SimSupervision(Machine machine, ProcessTable processes)
{
    private readonly List<SimSupervisor> _supervisors = [];

    public SimSpool Spool { get; } = new();

    public ProcessTable Processes => processes;

    public IEnumerable<SimSupervisor> Living => _supervisors.Where(s => s.Process.IsAlive);

    public void Start() => machine.Start($"supervisor {_supervisors.Count + 1}", process =>
    {
        var supervisor = new SimSupervisor(machine, processes, Spool, process);
        _supervisors.Add(supervisor);
        return supervisor.RunAsync();
    });

    public void Kill(SimProcess supervisor)
    {
        machine.History.Add(new Happening.Note($"{supervisor.Name} killed"));
        supervisor.Kill();
    }

    /// <summary>Everything at once, and what was not synced is lost; or the whole folder, as when a store is put back without it.</summary>
    public void SwitchOff()
    {
        foreach (var supervisor in Living.ToList())
        {
            Kill(supervisor.Process);
        }

        if (machine.OneIn(6))
        {
            Spool.Remove();
            return;
        }

        Spool.LosePower(machine.Random);
    }
}
