using TaskRunner.Simulation.Tests.Scheduling;

namespace TaskRunner.Simulation.Tests.Storing;

/// <summary>How the disk is just now.</summary>
internal sealed class Weather(Machine machine)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(15);
    private TimeSpan _slowUntil;
    private TimeSpan _slowest;
    private TimeSpan _fullUntil;

    /// <summary>The next commit's answer gets lost, before or after it took place.</summary>
    public bool LosesAnswer { get; set; }

    public bool IsFull => machine.Now < _fullUntil;

    public void BeSlow(TimeSpan lasts, TimeSpan slowest) => (_slowUntil, _slowest) = (machine.Now + lasts, slowest);

    public void BeFull(TimeSpan lasts) => _fullUntil = machine.Now + lasts;

    public Task WaitAsync() => machine.WaitAsync(machine.Draw(machine.Now < _slowUntil ? _slowest : Usual));
}
