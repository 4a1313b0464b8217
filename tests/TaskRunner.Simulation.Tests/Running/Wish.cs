using TaskRunner.Journal;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>What a person starts a runner for. The hierarchy is closed.</summary>
internal abstract record Wish
{
    private Wish()
    {
    }

    /// <summary>Begin the run, or go on with it.</summary>
    public sealed record GoOn : Wish;

    /// <summary>Undo it, or try failed rollbacks again.</summary>
    public sealed record Undo : Wish;

    /// <summary>Settle it as it stands.</summary>
    public sealed record Cancel : Wish;

    /// <summary>Say what became of a task.</summary>
    public sealed record Decide(int Task, Decision Decision) : Wish;
}
