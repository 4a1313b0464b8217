using TaskRunner.Simulation.Tests.Scheduling;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>
/// A connection: messages take their time and keep their order; when an end dies, or the line breaks, what is under way is lost and the
/// other end hears that nobody is there.
/// </summary>
internal sealed class SimLine
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(5);
    private readonly Machine _machine;
    private readonly End[] _ends;

    private sealed class End(SimProcess process)
    {
        public SimProcess Process => process;

        public Action<Message>? Hears { get; set; }

        public TimeSpan LastArrival { get; set; }
    }

    public SimLine(Machine machine, SimProcess runner, SimProcess supervisor)
    {
        (_machine, _ends) = (machine, [new End(runner), new End(supervisor)]);
        runner.WhenEnded(Break);
        supervisor.WhenEnded(Break);
    }

    public bool IsBroken { get; private set; }

    public void ListenAsRunner(Action<Message> hears) => _ends[0].Hears = hears;

    public void ListenAsSupervisor(Action<Message> hears) => _ends[1].Hears = hears;

    public void SendToSupervisor(Message message) => Send(_ends[1], message);

    public void SendToRunner(Message message) => Send(_ends[0], message);

    /// <summary>Nothing more gets through, in neither direction.</summary>
    public void Break()
    {
        if (IsBroken)
        {
            return;
        }

        IsBroken = true;
        foreach (var end in _ends)
        {
            end.Process.Post(_ => end.Hears?.Invoke(new Message.Gone()), null);
        }
    }

    private void Send(End to, Message message)
    {
        var arrival = _machine.Now + _machine.Draw(Longest);
        to.LastArrival = arrival > to.LastArrival ? arrival : to.LastArrival;
        _machine.After(to.LastArrival - _machine.Now, () => Arrive(to, message));
    }

    private void Arrive(End to, Message message)
    {
        if (!IsBroken)
        {
            to.Process.Post(_ => to.Hears?.Invoke(message), null);
        }
    }
}
