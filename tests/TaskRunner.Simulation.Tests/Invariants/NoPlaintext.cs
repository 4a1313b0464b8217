
namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>No secret's plaintext stands in a record.</summary>
internal sealed class NoPlaintext() : Invariant("I13 no plaintext of a secret")
{
    public override void OnCommit(Moment now, Happening.Committed commit) =>
        Demand(!commit.HoldsCanary, () => $"the canary stands in a record of {commit}");
}
