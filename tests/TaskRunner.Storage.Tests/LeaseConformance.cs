using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>What every store must do about leases. Holders are this process (alive), and pids that no process has (dead).</summary>
public abstract class LeaseConformance : StoreConformance
{
    private const string Scope = "installation:shop";

    [Fact]
    public async Task Each_acquisition_of_a_scope_has_a_higher_epoch()
    {
        var first = await Sample.AcquireAsync(Store, "shop");
        await Store.ReleaseAsync(first, Never);
        await ReopenAsync();
        var second = await Sample.AcquireAsync(Store, "shop");
        Assert.Equal((1, 2), (first.Epoch, second.Epoch));
        Assert.Equal(1, (await Sample.AcquireAsync(Store, "other")).Epoch);
    }

    [Fact]
    public async Task A_live_holder_that_renews_is_named()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(29));
            Assert.True(await Store.RenewAsync(lease, Never));
        }

        var held = Assert.IsType<LeaseGrant.Held>(await Store.AcquireAsync(Scope, Sample.Alive("second"), Never));
        Assert.Equal(lease, held.By.Lease);
        Assert.Equal(lease.Holder, await Store.FindHolderAsync(Scope, Never));
    }

    [Fact]
    public async Task A_dead_holder_is_taken_over_at_once_and_named()
    {
        var dead = Sample.Dead("gone");
        await Store.AcquireAsync(Scope, dead, Never);
        Assert.Null(await Store.FindHolderAsync(Scope, Never));
        var granted = Assert.IsType<LeaseGrant.Granted>(await Store.AcquireAsync(Scope, Sample.Alive("next"), Never));
        Assert.Equal(dead, granted.TakenFrom);
        Assert.Equal(2, granted.Lease.Epoch);
    }

    [Fact]
    public async Task A_pid_that_was_given_to_another_process_since_is_a_dead_holder()
    {
        var reused = Sample.Alive("old");
        await Store.AcquireAsync(Scope, reused with { StartTicks = reused.StartTicks - 1 }, Never);
        Assert.IsType<LeaseGrant.Granted>(await Store.AcquireAsync(Scope, Sample.Alive("next"), Never));
    }

    [Fact]
    public async Task A_holder_from_before_a_reboot_of_this_host_is_dead()
    {
        await Store.AcquireAsync(Scope, Sample.Alive("old") with { BootId = "another boot" }, Never);
        Assert.IsType<LeaseGrant.Granted>(await Store.AcquireAsync(Scope, Sample.Alive("next"), Never));
    }

    [Theory]
    [InlineData("another host", "another boot", null)]
    [InlineData(null, null, "pid:[1]")]
    public async Task A_holder_that_cannot_be_seen_from_here_is_taken_only_when_it_stops_renewing(string? host, string? boot, string? pids)
    {
        var me = Sample.Alive("far");
        var far = me with { Host = host ?? me.Host, BootId = boot ?? me.BootId, PidNamespace = pids ?? me.PidNamespace };
        await Store.AcquireAsync(Scope, far, Never);
        Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.IsType<LeaseGrant.Held>(await Store.AcquireAsync(Scope, me, Never));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<LeaseGrant.Granted>(await Store.AcquireAsync(Scope, me, Never));
    }

    [Fact]
    public async Task A_live_holder_that_stopped_renewing_is_taken_and_its_late_writes_are_refused()
    {
        var stale = await Sample.AcquireAsync(Store, "shop");
        await Store.CommitAsync(Sample.Begin(stale, Sample.Run("r1", "shop"), 1), Never);
        Clock.Advance(TimeSpan.FromSeconds(31));
        var granted = Assert.IsType<LeaseGrant.Granted>(await Store.AcquireAsync(Scope, Sample.Alive("next"), Never));
        Assert.Equal(stale.Holder, granted.TakenFrom);

        var late = new StoreCommit { Lease = stale, RunId = "r1", Records = [Sample.Record(stale, 2)] };
        var refusal = await Assert.ThrowsAsync<StaleLeaseException>(async () => await Store.CommitAsync(late, Never));
        Assert.Equal(stale, refusal.Lease);
        Assert.Equal(1, await Store.ReadHeadAsync("r1", Never));
        Assert.False(await Store.RenewAsync(stale, Never));
        await Store.ReleaseAsync(stale, Never);
        Assert.Equal("next", (await Store.FindHolderAsync(Scope, Never))?.Runner);
    }

    [Fact]
    public async Task An_expired_lease_that_nobody_took_is_still_good()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Never);
        Assert.True(await Store.RenewAsync(lease, Never));
        Assert.NotNull(await Store.FindHolderAsync(Scope, Never));
    }

    [Fact]
    public async Task A_released_lease_accepts_no_writes()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        await Store.ReleaseAsync(lease, Never);
        Assert.Null(await Store.FindHolderAsync(Scope, Never));
        var commit = Sample.Begin(lease, Sample.Run("r1", "shop"), 1);
        await Assert.ThrowsAsync<StaleLeaseException>(async () => await Store.CommitAsync(commit, Never));
        Assert.False(await Store.RenewAsync(lease, Never));
    }

    [Fact]
    public async Task A_lease_that_was_taken_away_accepts_no_writes_and_the_decision_is_kept()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        await Store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Never);
        var decision = new UnlockDecision(lease, "wang", "web-2 burned down", Sample.Time);
        Assert.True(await Store.UnlockAsync(decision, Never));
        Assert.Null(await Store.FindLeaseAsync(Scope, Never));
        var late = new StoreCommit { Lease = lease, RunId = "r1", Records = [Sample.Record(lease, 2)] };
        await Assert.ThrowsAsync<StaleLeaseException>(async () => await Store.CommitAsync(late, Never));
        Assert.False(await Store.RenewAsync(lease, Never));
        await ReopenAsync();
        var kept = Assert.Single(await Store.ListUnlocksAsync(Scope, Never));
        Assert.Equal((lease.Epoch, "wang", "web-2 burned down", Sample.Time), (kept.Lease.Epoch, kept.By, kept.Reason, kept.At));
        Assert.Equal((lease.Holder.Pid, "r1"), (kept.Lease.Holder.Pid, kept.Lease.Holder.RunId));
        Assert.Equal(2, (await Sample.AcquireAsync(Store, "shop")).Epoch);
    }

    [Fact]
    public async Task Only_the_lease_that_was_named_is_taken_away()
    {
        var first = await Sample.AcquireAsync(Store, "shop");
        await Store.ReleaseAsync(first, Never);
        var second = await Sample.AcquireAsync(Store, "shop");
        Assert.False(await Store.UnlockAsync(new UnlockDecision(first, "wang", "too late", Sample.Time), Never));
        Assert.Empty(await Store.ListUnlocksAsync(Scope, Never));
        Assert.True(await Store.RenewAsync(second, Never));
    }

    [Fact]
    public async Task Decisions_are_kept_by_scope_in_their_order()
    {
        foreach (var (name, reason) in new[] { ("shop", "one"), ("shop-2", "other"), ("shop", "two") })
        {
            Assert.True(await Store.UnlockAsync(new UnlockDecision(await Sample.AcquireAsync(Store, name), "wang", reason, Sample.Time), Never));
        }

        Assert.Equal(["one", "two"], (await Store.ListUnlocksAsync(Scope, Never)).Select(u => u.Reason));
    }

    [Fact]
    public async Task A_holder_can_be_looked_at_whether_it_lives_or_not()
    {
        Assert.Null(await Store.FindLeaseAsync(Scope, Never));
        var lease = await Sample.AcquireAsync(Store, "shop");
        var held = await Store.FindLeaseAsync(Scope, Never);
        Assert.Equal((lease, true), (held!.Lease, held.IsLive));
        Assert.NotNull(held.Since);
        await Store.AcquireAsync("installation:dead", Sample.Dead("gone"), Never);
        Assert.False((await Store.FindLeaseAsync("installation:dead", Never))!.IsLive);
        await Store.AcquireAsync("installation:far", Sample.Alive("far") with { Host = "another host", BootId = "another boot" }, Never);
        var far = (await Store.FindLeaseAsync("installation:far", Never))!;
        Assert.Equal((true, null), (far.IsLive, far.Since));
        Assert.Equal(Clock.GetUtcNow(), far.RenewedAt);
    }

    [Fact]
    public async Task A_request_to_stop_reaches_the_holder_and_ends_with_its_lease()
    {
        var request = new StopRequest(StopRequest.Cancel, "wang", Sample.Time);
        Assert.False(await Store.RequestStopAsync(Scope, request, Never));
        var lease = await Sample.AcquireAsync(Store, "shop");
        Assert.Null(await Store.FindStopRequestAsync(lease, Never));
        Assert.True(await Store.RequestStopAsync(Scope, request, Never));
        await ReopenAsync();
        Assert.Equal(request, await Store.FindStopRequestAsync(lease, Never));
        Assert.True(await Store.RenewAsync(lease, Never));
        Assert.Equal(request, await Store.FindStopRequestAsync(lease, Never));

        await Store.ReleaseAsync(lease, Never);
        var next = await Sample.AcquireAsync(Store, "shop");
        Assert.Null(await Store.FindStopRequestAsync(next, Never));
        Assert.Null(await Store.FindStopRequestAsync(lease, Never));
    }

    [Fact]
    public async Task A_dead_holder_is_not_asked_to_stop()
    {
        await Store.AcquireAsync(Scope, Sample.Dead("gone"), Never);
        Assert.False(await Store.RequestStopAsync(Scope, new StopRequest(StopRequest.Cancel, "wang", Sample.Time), Never));
    }

    [Fact]
    public async Task Of_many_that_want_a_scope_at_once_exactly_one_gets_it()
    {
        var wanted = Enumerable.Range(0, 20).Select(i => Store.AcquireAsync(Scope, Sample.Alive($"n{i}"), Never).AsTask());
        var grants = await Task.WhenAll(wanted);
        Assert.Single(grants.OfType<LeaseGrant.Granted>());
    }
}
