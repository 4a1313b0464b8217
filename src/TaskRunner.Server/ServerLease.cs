using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Stores;

namespace TaskRunner.Server;

/// <summary>
/// One server answers for a store: two would both take up the runs that wait, and both make a first token. It is held under a lease of the
/// store, and renewing that is also how the server knows that its store can still be written.
/// </summary>
internal sealed class ServerLease(Workbench bench, ServerOptions options) : IAsyncDisposable
{
    public const string Scope = "server";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>A server that was asked to end is gone by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Of a holder that cannot be seen (another machine, another container), server or runner, only the silence of its lease says that it
    /// ended: longer than a lease holds without a sign of life.
    /// </summary>
    public static readonly TimeSpan BlindPatience = TimeSpan.FromSeconds(45);

    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _lost = new();
    private volatile RefusedException? _trouble;
    private Task _beating = Task.CompletedTask;
    private Lease? _lease;

    /// <summary>Cancelled when another server has the store.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why it could not be written when that was tried last; null: it could.</summary>
    public RefusedException? Trouble => _trouble;

    /// <exception cref="RefusedException">Another server has it, and did not end while it was waited for.</exception>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        var began = bench.Time.GetTimestamp();
        for (var isTold = false; ; await Task.Delay(Again, bench.Time, cancellationToken).ConfigureAwait(false))
        {
            if (await TryAsync(cancellationToken).ConfigureAwait(false) is not { } held)
            {
                _beating = BeatAsync();
                return;
            }

            if (bench.Time.GetElapsedTime(began) >= (held.Since is null ? BlindPatience : Patience))
            {
                throw Refuse(held);
            }

            if (!isTold)
            {
                options.Notify(new ServerNotice.Waiting(held.Lease.Holder));
                isTold = true;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        if (_lease is { } lease && !_lost.IsCancellationRequested)
        {
            try
            {
                await bench.Store.ReleaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
            }
            catch (RefusedException)
            {
                // A store that cannot be written must not hide how the server ended: the lease is free when this process has ended.
            }
        }

        _ending.Dispose();
        _lost.Dispose();
    }

    /// <returns>Who has it; null: it is ours now.</returns>
    private async ValueTask<HeldLease?> TryAsync(CancellationToken cancellationToken)
    {
        switch (await bench.Store.AcquireAsync(Scope, bench.Host.ToHolder(bench.Runner, null), cancellationToken).ConfigureAwait(false))
        {
            case LeaseGrant.Granted granted:
                _lease = granted.Lease;
                return null;
            case LeaseGrant.Held held:
                return held.By;
            case var grant:
                throw new InvalidOperationException($"unknown grant {grant}; this is a bug");
        }
    }

    private async Task BeatAsync()
    {
        while (!_lost.IsCancellationRequested)
        {
            await Task.Delay(Beat, bench.Time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            try
            {
                // One that slept for long may find that another took it and ended again.
                if (!await bench.Store.RenewAsync(_lease!, CancellationToken.None).ConfigureAwait(false) && await TryAsync(CancellationToken.None).ConfigureAwait(false) is not null)
                {
                    await _lost.CancelAsync().ConfigureAwait(false);
                }

                _trouble = null;
            }
            catch (RefusedException e)
            {
                if (_trouble is null)
                {
                    options.Notify(new ServerNotice.Failed("the store", e)); // once, not each time
                }

                _trouble = e;
            }
        }
    }

    /// <summary>Who has the store instead.</summary>
    public async ValueTask<RefusedException> ExplainAsync() =>
        await bench.Store.FindLeaseAsync(Scope, CancellationToken.None).ConfigureAwait(false) is { } held ? Refuse(held) : new RefusedException(RefusalKind.Locked, "TR8535", "?", "?");

    private static RefusedException Refuse(HeldLease held) => new(
        RefusalKind.Locked, "TR8535", held.Lease.Holder.Pid.ToString(CultureInfo.InvariantCulture), held.Lease.Holder.Host);
}
