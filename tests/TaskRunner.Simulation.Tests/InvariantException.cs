namespace TaskRunner.Simulation.Tests;

/// <summary>A promise was broken.</summary>
internal sealed class InvariantException(string name, string what) : Exception($"{name}: {what}")
{
    public string Name => name;
}
