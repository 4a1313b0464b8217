using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.Simulation.Tests.Supervision;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>What goes wrong, and when: between any two steps of anybody, as often as the seed says, and then no more.</summary>
internal sealed class Faults(Scene scene, int mostFaults)
{
    private static readonly double[] Rates = [0.003, 0.01, 0.03, 0.1];
    private readonly Machine _machine = scene.Machine;
    private readonly double _rate = Rates[scene.Machine.Random.Next(Rates.Length)];
    private int _left = scene.Machine.Random.Next(mostFaults + 1);

    /// <summary>When the last one was over.</summary>
    public TimeSpan QuietSince { get; private set; }

    public void BeforeStep()
    {
        if (_left > 0 && _machine.Random.NextDouble() < _rate)
        {
            _left--;
            QuietSince = _machine.Now;
            Happen();
        }
    }

    private void Happen()
    {
        switch (_machine.Random.Next(scene.Supervision is null ? 12 : 16))
        {
            case < 4:
                OnRunner((process, _) => scene.Kill(process));
                break;
            case < 6:
                OnRunner((process, _) => Pause(process));
                break;
            case 6:
                Jump();
                break;
            case 7:
                Lasting("slow disk", lasts => scene.Weather.BeSlow(lasts, _machine.Draw(TimeSpan.FromSeconds(25))));
                break;
            case 8:
                Lasting("full disk", scene.Weather.BeFull);
                break;
            case 9:
                scene.Weather.LosesAnswer = true;
                break;
            case 10:
                scene.SwitchOff();
                break;
            case 11:
                OnRunner((process, runner) => Interrupt(process, runner));
                break;
            case < 14:
                OnSupervisor(supervisor => scene.Supervision!.Kill(supervisor.Process));
                break;
            case 14:
                OnSupervisor(supervisor => Pause(supervisor.Process));
                break;
            default:
                OnSupervisor(BreakLines);
                break;
        }
    }

    private void Pause(SimProcess process)
    {
        var lasts = _machine.Draw(TimeSpan.FromSeconds(_machine.OneIn(2) ? 3 : 90));
        Note($"{process.Name} stopped for {lasts.TotalSeconds:0.0} s");
        process.Pause();
        _machine.After(lasts, process.Continue);
        QuietSince = _machine.Now + lasts;
    }

    private void Jump()
    {
        var days = _machine.OneIn(3) ? 1 : -1;
        Note($"clock set {days} day");
        _machine.WallShift += TimeSpan.FromDays(days);
    }

    private void Lasting(string what, Action<TimeSpan> begin)
    {
        var lasts = _machine.Draw(TimeSpan.FromSeconds(60));
        Note($"{what} for {lasts.TotalSeconds:0.0} s");
        begin(lasts);
        QuietSince = _machine.Now + lasts;
    }

    /// <summary>Ctrl-C, once or twice.</summary>
    private void Interrupt(SimProcess process, Runner runner)
    {
        var stage = _machine.OneIn(3) ? StopStage.Killed : StopStage.Asked;
        Note($"{process.Name} interrupted, {stage}");
        process.Post(_ => runner.Control.Stop(StopReason.Interrupted, stage), null);
    }

    private void BreakLines(SimSupervisor supervisor)
    {
        Note($"{supervisor.Process.Name} loses its lines");
        supervisor.Lines.ToList().ForEach(line => line.Break());
    }

    private void OnSupervisor(Action<SimSupervisor> hit)
    {
        var living = scene.Supervision!.Living.ToList();
        if (living.Count > 0)
        {
            hit(living[_machine.Random.Next(living.Count)]);
        }
    }

    private void OnRunner(Action<SimProcess, Runner> hit)
    {
        var living = scene.Runners.Where(r => r.Process.IsAlive).ToList();
        if (living.Count > 0)
        {
            var (process, runner) = living[_machine.Random.Next(living.Count)];
            hit(process, runner);
        }
    }

    private void Note(string what) => _machine.History.Add(new Happening.Note(what));
}
