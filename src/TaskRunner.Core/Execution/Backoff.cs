using TaskRunner.Planning;

namespace TaskRunner.Execution;

/// <summary>How long a task waits before another attempt: doubled each time, bounded, with jitter so that many do not come back at once.</summary>
internal static class Backoff
{
    /// <param name="policy">Of the task.</param>
    /// <param name="failures">Failed attempts so far, at least 1.</param>
    /// <param name="random">From 0 to 1: the upper half of the time is drawn.</param>
    public static TimeSpan After(ResolvedPolicy policy, int failures, double random)
    {
        const int MostDoublings = 30; // 1 ms doubled so often is 12 days; the bound keeps the shift from overflowing
        var ticks = Math.Min(policy.Backoff.Ticks * Math.Pow(2, Math.Min(failures - 1, MostDoublings)), policy.MaxBackoff.Ticks);
        return new TimeSpan((long)(ticks * (0.5 + (0.5 * random))));
    }

    /// <summary>What is left of a wait until a recorded time. A clock that was put back must not make a task wait for ages: never longer than its longest backoff.</summary>
    /// <returns>Null when the time has come.</returns>
    public static NextStep.WaitUntil? Until(DateTimeOffset? wanted, DateTimeOffset now, ResolvedPolicy policy)
    {
        var latest = now + policy.MaxBackoff;
        return wanted is { } at && at > now ? new NextStep.WaitUntil(at < latest ? at : latest) : null;
    }
}
