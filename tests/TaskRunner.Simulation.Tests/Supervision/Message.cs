using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>What goes over a line between a runner and a supervisor (docs/supervisor.md). The hierarchy is closed.</summary>
internal abstract record Message
{
    private Message()
    {
    }

    public sealed record Hello(string Runner, long Epoch) : Message;

    public sealed record Welcome(IReadOnlyList<Known> Steps) : Message;

    public sealed record Refused : Message;

    public sealed record Launch(StepKey Key, bool MayRepeat, TimeSpan? NotAfter, ProcessSpec Process) : Message;

    public sealed record Stop(StepKey Key, bool Kill) : Message;

    public sealed record Ended(StepKey Key, ProcessOutcome Outcome) : Message;

    public sealed record Forget : Message;

    /// <summary>The other end is gone.</summary>
    public sealed record Gone : Message;
}

/// <summary>A step that was released, and what became of it.</summary>
internal sealed record Known(StepKey Key, StepFate Fate, ProcessOutcome? Outcome);
