namespace TaskRunner.Simulation.Tests.Outside;

/// <summary>How much of a task's work is in the world.</summary>
internal enum Effect
{
    None,
    Half,
    Done,
}
