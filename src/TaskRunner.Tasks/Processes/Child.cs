using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// A started child, from its start until nothing of it lives. Its id stays its own until <see cref="Reap"/>, so signals and
/// look-ups by id and session before that cannot hit another process.
/// </summary>
internal sealed class Child(int pid, ProcessSpec process, Task ended, TimeProvider time, ProcessFamily family)
{
    /// <summary>
    /// What ends by itself right after its leader (<c>exec &gt; &gt;(tee log)</c>) is not a leftover, and killing it would cost the last lines.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    private readonly long _started = time.GetTimestamp();

    public async ValueTask<ProcessOutcome> FollowAsync(StopSignals stop)
    {
        var cause = await RunAsync(stop);
        if (cause is null)
        {
            return Reap(await SettleAsync());
        }

        var (killed, kept) = await StopAsync(stop);
        return Reap(kept) switch
        {
            ProcessOutcome.Signalled { Signal: Libc.SignalKill } byOthers when !killed => byOthers,
            var outcome => new ProcessOutcome.Stopped(cause.Value, killed) { Leftovers = outcome.Leftovers },
        };
    }

    /// <returns>Why it has to be stopped; null: it ended by itself.</returns>
    private async ValueTask<StopCause?> RunAsync(StopSignals stop)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stop.Asked, stop.Killed);
        StopCause cause;
        try
        {
            await ended.WaitAsync(process.Timeout < LongestTimeout ? process.Timeout : LongestTimeout, time, any.Token);
            return null;
        }
        catch (TimeoutException)
        {
            cause = StopCause.Timeout;
        }
        catch (OperationCanceledException)
        {
            cause = StopCause.Cancelled;
        }

        // It may have ended while we decided: then the end is its own.
        return Libc.HasEnded(pid) ? null : cause;
    }

    /// <summary>After the leader ended by itself.</summary>
    private async ValueTask<IReadOnlyList<string>> SettleAsync()
    {
        if (!family.MayHaveMembers(time.GetElapsedTime(_started)))
        {
            return [];
        }

        var left = await family.WaitAsync(null, Patience, time, CancellationToken.None);
        return left.Count == 0 && !family.IsPopulated ? []
            : process.Leftovers == LeftoversRule.Keep ? [.. left.Select(r => r.ToString())]
            : await family.EndAsync(CancellationToken.None);
    }

    /// <summary>TERM, the grace, KILL. Kept processes are those that left the leader's session, or outlived a leader that obeyed.</summary>
    private async ValueTask<(bool Killed, IReadOnlyList<string> Kept)> StopAsync(StopSignals stop)
    {
        var keeps = process.Leftovers == LeftoversRule.Keep;
        var asked = time.GetTimestamp();
        family.Terminate(alsoOtherGroups: !keeps);
        var obeyed = await EndsInTimeAsync(stop.Killed);

        // The others that were asked, too: under keep those of the leader's group, and only to list none that is just ending.
        var rest = process.Grace - time.GetElapsedTime(asked);
        await family.WaitAsync(keeps ? r => r.Group == pid : null, keeps && rest > Patience ? Patience : rest, time, stop.Killed);

        var killed = !keeps ? await family.EndAsync(CancellationToken.None)
            : obeyed ? []
            : await family.EndAsync(r => r.Session == pid, CancellationToken.None);
        await ended;
        return (killed.Count > 0, [.. family.Find().Select(r => r.ToString())]);
    }

    private async ValueTask<bool> EndsInTimeAsync(CancellationToken killed)
    {
        try
        {
            await ended.WaitAsync(process.Grace, time, killed);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false; // it did not obey, or there is no time to wait any more
        }
    }

    private ProcessOutcome Reap(IReadOnlyList<string> leftovers)
    {
        ProcessOutcome outcome = Libc.Reap(pid) switch
        {
            null => new ProcessOutcome.Lost($"waitpid({pid})"),
            { } status when (status & 0x7f) == 0 => new ProcessOutcome.Exited((status >> 8) & 0xff),
            { } status => new ProcessOutcome.Signalled(status & 0x7f),
        };
        return leftovers.Count == 0 ? outcome : outcome with { Leftovers = leftovers };
    }
}
