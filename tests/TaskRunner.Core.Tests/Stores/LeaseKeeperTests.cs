using Microsoft.Extensions.Time.Testing;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Core.Tests.Stores;

public sealed class LeaseKeeperTests : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Scope = "installation:shop";
    private readonly FakeTimeProvider _clock = new();
    private readonly HostIdentity _host = HostIdentity.Read();
    private readonly MemoryStore _store;

    public LeaseKeeperTests() => _store = new MemoryStore(_clock, _host);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_kept_lease_outlives_its_term_and_is_given_back_at_the_end()
    {
        var keeper = await KeepAsync("a");
        await PassAsync(TimeSpan.FromMinutes(3));
        Assert.True(keeper.IsProved);
        Assert.False(keeper.Lost.IsCancellationRequested);
        Assert.Equal("a", (await _store.FindHolderAsync(Scope, Cancel))?.Runner);
        await keeper.DisposeAsync();
        Assert.Null(await _store.FindHolderAsync(Scope, Cancel));
        await using var next = await KeepAsync("b");
        Assert.Null(next.TakenFrom);
    }

    [Fact]
    public async Task A_scope_that_is_held_is_refused_with_the_holder_named()
    {
        await using var keeper = await KeepAsync("a");
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await KeepAsync("b"));
        Assert.Equal(RefusalKind.Locked, refusal.Kind);
        Assert.Contains(_host.Pid.ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_holder_that_slept_too_long_finds_its_lease_lost_and_does_not_give_back_the_other_ones()
    {
        var sleeper = await KeepAsync("a");
        _clock.Advance(TimeSpan.FromSeconds(31)); // one leap: no renewal in between, as when the process was stopped
        Assert.True(sleeper.Lost.IsCancellationRequested);
        Assert.False(sleeper.IsProved);
        var other = Assert.IsType<LeaseGrant.Granted>(await _store.AcquireAsync(Scope, _host.ToHolder("b", null), Cancel));
        Assert.Equal("a", other.TakenFrom?.Runner);
        await sleeper.DisposeAsync();
        Assert.Equal("b", (await _store.FindHolderAsync(Scope, Cancel))?.Runner);
    }

    [Fact]
    public async Task A_holder_fences_itself_ten_seconds_before_anybody_else_may_begin()
    {
        await using var keeper = await KeepAsync("a");
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(keeper.Lost.IsCancellationRequested);
        Assert.IsType<LeaseGrant.Held>(await _store.AcquireAsync(Scope, _host.ToHolder("b", null), Cancel));
    }

    [Fact]
    public async Task A_lease_that_a_person_took_away_is_lost_within_seconds()
    {
        await using var keeper = await KeepAsync("a");
        Assert.True(await _store.UnlockAsync(new UnlockDecision(keeper.Lease, "wang", "it hangs", _clock.GetUtcNow()), Cancel));
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lease_that_somebody_took_is_lost_at_the_next_renewal()
    {
        await using var keeper = await KeepAsync("a");
        await _store.ReleaseAsync(keeper.Lease, Cancel); // stands for whatever moved the epoch on
        await _store.AcquireAsync(Scope, _host.ToHolder("b", null), Cancel);
        await PassAsync(TimeSpan.FromSeconds(11));
        Assert.True(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_request_to_stop_is_passed_on_within_seconds()
    {
        await using var keeper = await KeepAsync("a");
        var request = new StopRequest(StopRequest.Cancel, "wang", _clock.GetUtcNow());
        Assert.True(await _store.RequestStopAsync(Scope, request, Cancel));
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(keeper.StopRequested.IsCancellationRequested);
        Assert.Equal(request, keeper.Request);
        Assert.False(keeper.Lost.IsCancellationRequested);
    }

    private ValueTask<LeaseKeeper> KeepAsync(string runner) =>
        LeaseKeeper.AcquireAsync(_store, Scope, _host.ToHolder(runner, "r1"), _clock, Cancel);

    /// <summary>In small steps, each of which lets the keeper's continuations run.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(500))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1, Cancel);
        }
    }
}
