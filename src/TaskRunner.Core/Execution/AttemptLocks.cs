using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Execution;

/// <summary>The locks one attempt holds beside the installation's lease: waited for, and proved before each step like that.</summary>
internal sealed class AttemptLocks(Func<string, CancellationToken, ValueTask<LeaseKeeper>>? acquire, TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly List<LeaseKeeper> _held = [];

    /// <summary>The end of what can be proved, where locks are held.</summary>
    public TimeSpan? NotAfter(TimeSpan? installation)
    {
        lock (_lock)
        {
            return _held.Aggregate(installation, (end, keeper) => end is { } known && known < keeper.NotAfter ? known : keeper.NotAfter);
        }
    }

    /// <exception cref="RefusedException">One was lost: somebody else may have it.</exception>
    public void Check()
    {
        lock (_lock)
        {
            foreach (var keeper in _held)
            {
                if (!keeper.IsProved)
                {
                    throw new RefusedException(RefusalKind.Locked, "TR6011", keeper.Lease.Scope);
                }
            }
        }
    }

    public async ValueTask<IAsyncDisposable> AcquireAsync(string key, Action<LocalizableString> waiting, CancellationToken asked)
    {
        var begun = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            try
            {
                var keeper = await (acquire ?? throw new NotSupportedException("this run has no locks"))($"lock:{key}", asked);
                lock (_lock)
                {
                    _held.Add(keeper);
                }

                return new Held(this, keeper);
            }
            catch (RefusedException e) when (e.Kind == RefusalKind.Locked)
            {
                var who = LocalizableString.Of(e);
                if (time.GetElapsedTime(begun) > timeout)
                {
                    throw new OvertimeException(who, e);
                }

                if (tries == 0)
                {
                    waiting(who);
                }
            }

            await Task.Delay(Pause, time, asked);
        }
    }

    private async ValueTask ReleaseAsync(LeaseKeeper keeper)
    {
        lock (_lock)
        {
            _held.Remove(keeper);
        }

        await keeper.DisposeAsync();
    }

    private sealed class Held(AttemptLocks locks, LeaseKeeper keeper) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => locks.ReleaseAsync(keeper);
    }
}
