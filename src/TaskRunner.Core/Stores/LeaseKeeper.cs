using System.Globalization;
using TaskRunner.Diagnostics;

namespace TaskRunner.Stores;

/// <summary>
/// Holds a lease for as long as somebody works under it: renews it every 10 seconds, says when ownership can no longer be proved (20
/// seconds without a renewal, or somebody else took it), and passes on a person's request to stop. Time is the boot clock's, so that
/// a process that was suspended learns of it when it wakes. Disposing releases the lease.
/// </summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;
    private readonly ITimer _fence;
    private long _provedAt;

    private LeaseKeeper(IStore store, LeaseGrant.Granted grant, TimeProvider clock, long askedAt)
    {
        (_store, _clock, _provedAt) = (store, clock, askedAt);
        (Lease, TakenFrom) = (grant.Lease, grant.TakenFrom);
        _fence = clock.CreateTimer(_ => FenceIfUnproved(), null, LeaseTimes.StopPoll, LeaseTimes.StopPoll);
        _watching = WatchAsync();
    }

    public Lease Lease { get; }

    /// <summary>A holder that died or stopped renewing, whose lease this was; null after an orderly release.</summary>
    public LeaseHolder? TakenFrom { get; }

    /// <summary>Cancelled when ownership can no longer be proved: start nothing any more, write nothing.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Cancelled when a person asked to stop; <see cref="Request"/> says who.</summary>
    public CancellationToken StopRequested => _stop.Token;

    public StopRequest? Request { get; private set; }

    /// <summary>Whether the last renewal is recent enough to start something now. To be asked before each start.</summary>
    public bool IsProved => !_lost.IsCancellationRequested && SinceProof < LeaseTimes.SelfFence;

    /// <summary>When ownership ends without a further renewal, as time since boot: nothing may be started after it.</summary>
    public TimeSpan NotAfter => _clock.GetElapsedTime(0, Interlocked.Read(ref _provedAt)) + LeaseTimes.SelfFence;

    private TimeSpan SinceProof => _clock.GetElapsedTime(Interlocked.Read(ref _provedAt));

    /// <exception cref="RefusedException">A live process holds the scope (kind Locked); the message names it.</exception>
    public static async ValueTask<LeaseKeeper> AcquireAsync(
        IStore store, string scope, LeaseHolder holder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var askedAt = clock.GetTimestamp(); // before asking: the store's own count begins later, never earlier
        return await store.AcquireAsync(scope, holder, cancellationToken) switch
        {
            LeaseGrant.Granted granted => new LeaseKeeper(store, granted, clock, askedAt),
            LeaseGrant.Held held => throw Refuse(held.By),
            var grant => throw new InvalidOperationException($"unknown grant {grant}; this is a bug"),
        };
    }

    /// <summary>Gives the lease back, unless it was lost: then it is no longer this process's to say that it ended in order.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending.Cancel();
        await _fence.DisposeAsync();
        await _watching;
        _ending.Dispose();
        if (_lost.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await _store.ReleaseAsync(Lease, CancellationToken.None);
        }
        catch (RefusedException)
        {
            // A full disk must not hide how the work ended: the lease is free when this process has ended, or runs out.
        }
    }

    /// <summary>Of a process on another host nothing is known but its last sign of life, and the way out is another.</summary>
    private static RefusedException Refuse(HeldLease held)
    {
        var holder = held.Lease.Holder;
        return new RefusedException(
            RefusalKind.Locked,
            held.Since is null ? "TR7022" : "TR7021",
            held.Lease.Scope,
            holder.RunId ?? "-",
            holder.Pid.ToString(CultureInfo.InvariantCulture),
            holder.Host,
            held.Lease.Epoch.ToString(CultureInfo.InvariantCulture),
            (held.Since ?? held.RenewedAt).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(LeaseTimes.StopPoll, _clock, _ending.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_ending.IsCancellationRequested || _lost.IsCancellationRequested)
            {
                return;
            }

            if (SinceProof >= LeaseTimes.Renew)
            {
                await RenewAsync();
            }

            await PollAsync();
        }
    }

    private async ValueTask RenewAsync()
    {
        var askedAt = _clock.GetTimestamp();
        try
        {
            if (await _store.RenewAsync(Lease, CancellationToken.None))
            {
                Interlocked.Exchange(ref _provedAt, askedAt);
            }
            else
            {
                _lost.Cancel();
            }
        }
        catch (RefusedException)
        {
            // A store that cannot be written now may be writable in a second; if not, the fence falls, and the next commit of the work
            // itself says what is wrong.
        }
    }

    private async ValueTask PollAsync()
    {
        try
        {
            // A person may have taken it away, or somebody else has it since this process was suspended.
            if ((await _store.FindLeaseAsync(Lease.Scope, CancellationToken.None))?.Lease.Epoch != Lease.Epoch)
            {
                _lost.Cancel();
            }
            else if (Request is null && await _store.FindStopRequestAsync(Lease, CancellationToken.None) is { } request)
            {
                Request = request;
                _stop.Cancel();
            }
        }
        catch (RefusedException)
        {
            // Asked again in a second; what is wrong is said by the next commit.
        }
    }

    private void FenceIfUnproved()
    {
        if (SinceProof >= LeaseTimes.SelfFence)
        {
            _lost.Cancel();
        }
    }
}
