using TaskRunner.Execution;
using TaskRunner.Planning;

namespace TaskRunner.Core.Tests.Execution;

public sealed class BackoffTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private static readonly ResolvedPolicy Policy = new() { Backoff = TimeSpan.FromSeconds(2), MaxBackoff = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData(1, 1.0, 2)]
    [InlineData(1, 0.0, 1)]
    [InlineData(2, 1.0, 4)]
    [InlineData(3, 0.5, 6)]
    [InlineData(5, 1.0, 30)]
    [InlineData(1_000_000, 1.0, 30)]
    public void The_wait_doubles_up_to_its_bound_and_its_upper_half_is_drawn(int failures, double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(Policy, failures, random));

    [Fact]
    public void A_clock_that_was_put_back_makes_nobody_wait_longer_than_the_longest_backoff()
    {
        Assert.Equal(Now.AddSeconds(7), Backoff.Until(Now.AddSeconds(7), Now, Policy)!.Time);
        Assert.Equal(Now.AddSeconds(30), Backoff.Until(Now.AddYears(1), Now, Policy)!.Time);
        Assert.Null(Backoff.Until(Now, Now, Policy));
        Assert.Null(Backoff.Until(null, Now, Policy));
    }
}
