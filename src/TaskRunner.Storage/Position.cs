namespace TaskRunner.Storage;

/// <summary>
/// Where a journal record lies: the run's number in the upper half, the record's in the lower. One integer key makes appending and
/// reading a run the cheapest things a table can do, without a second index.
/// </summary>
internal static class Position
{
    private const int SeqBits = 32;

    public static long Of(long run, long seq) => (run << SeqBits) | seq;

    public static long LastOf(long run) => Of(run, uint.MaxValue);

    public static long SeqOf(long position) => position & uint.MaxValue;
}
