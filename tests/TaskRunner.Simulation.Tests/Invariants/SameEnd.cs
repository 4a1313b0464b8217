using TaskRunner.Journal;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>For packages whose tasks may all run again and give the same: crashes make no difference in the end.</summary>
internal static class SameEnd
{
    public static void Check(RunState calm, RunState crashed)
    {
        var (expected, actual) = (StateText.EndOf(calm), StateText.EndOf(crashed));
        if (expected != actual)
        {
            throw new InvariantException("I14 resume after a crash equals no crash", $"undisturbed\n{expected}\ndisturbed\n{actual}");
        }
    }
}
