using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Packages;

/// <summary>How the work of a task is made.</summary>
internal enum Shape
{
    Process,

    /// <summary>An effect inside the runner.</summary>
    Call,
    ProcessThenCall,
}

internal enum Start
{
    Run,
    Skip,
    Supply,
    Fail,
    Hold,
}

internal sealed record SimTask(int Index)
{
    public bool Rollback { get; init; }

    public bool Idempotent { get; init; }

    public bool HasProbe { get; init; }

    public bool ProbeIsBlind { get; init; }

    public bool AllowFailure { get; init; }

    public bool IsSecretive { get; init; }

    public UnknownRule? OnUnknown { get; init; }

    public int Attempts { get; init; } = 1;

    public Shape Shape { get; init; }

    public Start Start { get; init; }

    public PlannedTask ToPlanned(TaskVerb verb) => new()
    {
        Name = $"t{Index}",
        Type = "simulated",
        Verb = verb,
        Action = PlanAction.Run,
        Reason = new PlanReason("test", []),
        AllowFailure = AllowFailure,
        Policy = new ResolvedPolicy
        {
            Rollback = Rollback,
            Idempotent = Idempotent,
            Attempts = Attempts,
            OnUnknown = OnUnknown,
            Backoff = TimeSpan.FromSeconds(1),
            MaxBackoff = TimeSpan.FromSeconds(20),
            Timeout = TimeSpan.FromMinutes(2),
            Grace = TimeSpan.FromSeconds(5),
            Capabilities = (Rollback ? TaskCapabilities.Rollback : 0) | (HasProbe ? TaskCapabilities.Probe : 0),
        },
    };
}
