using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Execution;

/// <summary>
/// The steps of one attempt in this process. A step asked for again gets the outcome it has, or waits with the first who asked:
/// nothing is started twice, also when the attempt is gone on with by another runner. An effect begins only after its begin is durable
/// and returns only after its end is; processes are written ahead by the intent.
/// </summary>
internal sealed class StepRunner(
    RunConnection connection, Mailbox mailbox, StopSignals stop, TimeSpan timeout, TimeProvider time) : IStepRunner
{
    private Dictionary<string, Task>? _steps; // most attempts have a step or none, and there are very many attempts

    /// <summary>Set before the attempt starts.</summary>
    public RunningAttempt Attempt { get; set; } = null!;

    /// <summary>Whether this runner still owns the run; null: always.</summary>
    public Func<bool>? IsProved { private get; init; }

    /// <summary>What it may lock beside the installation.</summary>
    public required AttemptLocks Locks { private get; init; }

    /// <summary>What the journal holds of the attempt already; empty unless it is gone on with.</summary>
    public required ImmutableArray<StepRecord> Recorded { private get; init; }

    public async ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) => await Once(step, () => StartAsync(step, process));

    public async ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect) =>
        RecordedOf(step) ?? await Once(step, () => BeginAsync(step, effect));

    public ValueTask<IAsyncDisposable> LockAsync(string key, Action<LocalizableString> waiting) => Locks.AcquireAsync(key, waiting, stop.Asked);

    private bool IsStopping => stop.Asked.IsCancellationRequested || stop.Killed.IsCancellationRequested;

    private Value? RecordedOf(string step)
    {
        foreach (var record in Recorded)
        {
            if (record.Step == step && record.Value is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private Task<T> Once<T>(string step, Func<Task<T>> start)
    {
        var steps = _steps ?? Interlocked.CompareExchange(ref _steps, new Dictionary<string, Task>(StringComparer.Ordinal), null) ?? _steps;
        lock (steps)
        {
            if (!steps.TryGetValue(step, out var running))
            {
                // What runs here under the lock is only up to the first wait: the launch, or the question whether it may begin.
                running = start();
                steps.Add(step, running);
            }

            return running as Task<T> ?? throw new InvalidOperationException($"step “{step}” is a process once and an effect once");
        }
    }

    private async Task<ProcessOutcome> StartAsync(string step, ProcessSpec process)
    {
        ProcessOutcome outcome;
        do
        {
            CheckProved(); // again for a launch that came too late: whoever slept meanwhile, the task has not failed
            outcome = await connection.RunAsync(Attempt.Request, step, process, stop, Locks.NotAfter);
        }
        while (outcome is ProcessOutcome.NotStarted { IsTooLate: true });

        Attempt.WasLost |= outcome is ProcessOutcome.Lost || (outcome is ProcessOutcome.Stopped { Cause: StopCause.Cancelled } && !IsStopping);
        mailbox.Post(new Message.StepEnded(Attempt, step, ToValue(outcome)));
        return outcome;
    }

    private async Task<Value> BeginAsync(string step, Func<CancellationToken, ValueTask<Value>> effect)
    {
        var asked = new Message.EffectAsked(Attempt, step);
        mailbox.Post(asked);
        await asked.Durable;
        CheckProved();
        using var overtime = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Asked, overtime.Token);
        try
        {
            var value = await effect(either.Token);
            var ended = new Message.EffectEnded(Attempt, step, StepRecord.OutcomeOf(value));
            mailbox.Post(ended);
            await ended.Durable;
            return value;
        }
        catch (OperationCanceledException e) when (overtime.IsCancellationRequested && !stop.Asked.IsCancellationRequested)
        {
            var seconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new OvertimeException(LocalizableString.Of("engine-overtime", step, seconds), e);
        }
    }

    /// <summary>A runner that was suspended may have been replaced while it slept: what cannot prove that it owns the run starts nothing.</summary>
    private void CheckProved()
    {
        if (IsProved?.Invoke() == false)
        {
            Attempt.WasRefused = true;
            mailbox.Post(new Message.Abandoned());
            throw new TooLateException();
        }

        Locks.Check();
    }

    private static MapValue ToValue(ProcessOutcome outcome)
    {
        var value = EndOf(outcome);
        return outcome.Leftovers.Count == 0
            ? value
            : value.With("leftovers", new ListValue([.. outcome.Leftovers.Select(Value.From)]));
    }

    private static MapValue EndOf(ProcessOutcome outcome) => outcome switch
    {
        ProcessOutcome.Exited exited => MapValue.Of(("exit", Value.From(exited.Code))),
        ProcessOutcome.Signalled signalled => MapValue.Of(("signal", Value.From(signalled.Signal))),
        ProcessOutcome.Stopped stopped => MapValue.Of(
            ("stopped", Value.From(stopped.Cause == StopCause.Timeout ? "timeout" : "cancelled")), ("killed", Value.From(stopped.Killed))),
        ProcessOutcome.NotStarted not => MapValue.Of(("notStarted", Value.From(not.Reason.ToString()))),
        ProcessOutcome.Lost lost => MapValue.Of(("lost", Value.From(lost.Evidence.ToString()))),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an end of a process that the engine does not know; this is a bug"),
    };
}
