using TaskRunner.Diagnostics;
using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>What is done when a run cannot go on: nothing that was started is left alone, and no result is lost that can still be kept.</summary>
internal sealed class Aftermath(EventLog log, AttemptPool pool, Mailbox mailbox, PendingEffects effects)
{
    private readonly TooLateException _tooLate = new();

    /// <summary>The run is not ours any more: what runs is killed and awaited, its results are nobody's.</summary>
    public ValueTask AbandonAsync()
    {
        pool.ForgetIntended();
        pool.Stop(StopStage.Killed);
        return AwaitRunningAsync(static _ => { });
    }

    /// <summary>The store refuses writes (disk full): nothing starts, what runs may end, and then one more try is made to keep what it gave.</summary>
    public async ValueTask SalvageAsync(Func<RunningAttempt, RunEvent> toEvent)
    {
        pool.ForgetIntended();
        await AwaitRunningAsync(message =>
        {
            if (message is RunningAttempt attempt)
            {
                log.Add(toEvent(attempt));
            }
            else if (message is Message.StopWished stop)
            {
                pool.Stop(stop.Wish.Stage);
            }
        });
        try
        {
            await log.SalvageAsync();
        }
        catch (RefusedException)
        {
            // It still refuses: the caller hears of the first refusal, and a resume will find those attempts without an outcome.
        }
    }

    private async ValueTask AwaitRunningAsync(Action<Message> take)
    {
        effects.Refuse(_tooLate);
        while (pool.Count > 0)
        {
            while (mailbox.TryTake(out var message))
            {
                if (message is RunningAttempt)
                {
                    pool.Release();
                }
                else if (message is Message.OfEffect effect)
                {
                    effect.Refuse(_tooLate);
                }

                take(message);
            }

            if (pool.Count > 0)
            {
                await mailbox.WaitAsync();
            }
        }
    }
}
