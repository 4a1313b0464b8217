using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>What reaches the supervisor's loop. The hierarchy is closed.</summary>
internal abstract record SupervisorEvent
{
    private SupervisorEvent()
    {
    }

    public sealed record Connected(Line Line) : SupervisorEvent;

    public sealed record Said(Line Line, Parcel What) : SupervisorEvent;

    public sealed record Left(Line Line) : SupervisorEvent;

    public sealed record Ended(WatchedStep Step, ProcessOutcome Outcome) : SupervisorEvent;
}
