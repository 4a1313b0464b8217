using System.Collections.Concurrent;
using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// The runner's side of a supervised run. It reads the spool itself as long as no supervisor lives, starts one for the first
/// process, and when one dies under it finds out what became of each step that is waited for, by the same evidence as a resume.
/// </summary>
internal sealed class SupervisedRun(RunFolder folder, long epoch, SupervisingLauncher launcher) : IRunLauncher
{
    private readonly ConcurrentDictionary<StepKey, PendingStep> _pending = [];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SupervisorDoor _door = new(folder, epoch, launcher);
    private Dictionary<StepKey, KnownStep> _known = [];
    private Line? _line;
    private bool _isWhole;
    private bool _isClosed;

    /// <exception cref="RefusedException">The folder cannot be used.</exception>
    /// <exception cref="OvertakenException">A runner of a higher epoch was here.</exception>
    public async Task OpenAsync(bool isNew)
    {
        try
        {
            if (!folder.Exists)
            {
                folder.Create(isWhole: isNew);
            }

            Admit(await _door.EnterAsync(start: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw folder.Refused(e);
        }
    }

    public AttemptTrace TraceOf(string attemptId) => new(
        _isWhole,
        [.. _known.Values.Where(s => s.Key.AttemptId == attemptId).Select(s => new StepTrace(s.Key.Step, s.Fate))],
        Evidence(attemptId));

    public async ValueTask<ProcessOutcome> RunAsync(LaunchTicket ticket, ProcessSpec process, StopSignals stop)
    {
        var key = new StepKey(ticket.AttemptId, ticket.Step);
        if (_known.TryGetValue(key, out var known) && known.Fate != StepFate.Running)
        {
            return known.Outcome is { } outcome ? Revealed(outcome, key, process) : await LoseAsync(key);
        }

        if (known is null && stop.Asked.IsCancellationRequested)
        {
            return new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false);
        }

        var sealKey = process.HasSecretResult ? launcher.SealKey() : [];
        var launch = new Parcel.Launch(key, ticket.MayRepeat, ticket.NotAfter?.Ticks ?? long.MaxValue, sealKey, process);
        var step = _pending[key] = new PendingStep(launch, stop);
        await SendAsync(step.Launch);
        await using var asked = stop.Asked.Register(() => _line?.Send(new Parcel.Stop(key, Kill: false)));
        await using var killed = stop.Killed.Register(() => _line?.Send(new Parcel.Stop(key, Kill: true)));
        return Revealed(await step.Outcome, key, process);
    }

    public async ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken)
    {
        foreach (var step in _known.Values.Where(s => s.Key.AttemptId == attemptId && s.Fate == StepFate.Running))
        {
            _line?.Send(new Parcel.Stop(step.Key, Kill: true));
        }

        return await launcher.EndStraysAsync(attemptId, cancellationToken);
    }

    public async ValueTask ForgetAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _isClosed = true;
            if (_line is not null)
            {
                _line.Send(new Parcel.Forget());
            }
            else
            {
                folder.Remove();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        _line?.Dispose();
        _door.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private ProcessOutcome Revealed(ProcessOutcome outcome, StepKey key, ProcessSpec process)
    {
        if (!process.HasSecretResult || outcome.Result is not { Length: > 0 } box)
        {
            return outcome;
        }

        return ResultSeal.Open(launcher.SealKey(), key, box.Span) is { } text
            ? outcome with { Result = text }
            : new ProcessOutcome.Lost(LocalizableString.Of("supervise-sealed", folder.Path));
    }

    private async ValueTask SendAsync(Parcel.Launch launch)
    {
        await _gate.WaitAsync();
        try
        {
            if (_line is null)
            {
                Admit(await _door.EnterAsync(start: true));
            }

            _line!.Send(launch); // if it does not arrive, the line breaks and it is asked for again
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Admit(Admission admission)
    {
        _isWhole = admission.IsWhole;
        _known = admission.Steps.ToDictionary(s => s.Key);
        if (admission.Line is { } line)
        {
            _line = line;
            _ = ListenAsync(line);
        }
    }

    private async Task ListenAsync(Line line)
    {
        while (await line.ReceiveAsync(CancellationToken.None) is { } parcel)
        {
            if (parcel is Parcel.Ended ended && _pending.TryRemove(ended.Key, out var step))
            {
                step.Settle(ended.Outcome);
            }
        }

        line.Dispose();
        if (!_isClosed)
        {
            await ReenterAsync(line);
        }
    }

    /// <summary>The supervisor is gone: what it left in the spool tells what became of each step.</summary>
    private async Task ReenterAsync(Line lost)
    {
        try
        {
            await _gate.WaitAsync();
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        try
        {
            if (_line != lost || _isClosed)
            {
                return;
            }

            // Steps that are asked for while we are on our way are not among these: they wait for the gate and look themselves.
            var waiting = _pending.Values.ToArray();
            _line = null;
            Admit(await _door.EnterAsync(start: waiting.Length > 0));
            await Task.WhenAll(waiting.Select(step => ResumeAsync(step).AsTask())); // what lives of one must not wait until another's has ended
        }
        catch (Exception e)
        {
            // Nobody can tell any more; whoever waits for a step hears just that.
            foreach (var key in _pending.Keys)
            {
                Settle(key, new ProcessOutcome.Lost(e.Message));
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask ResumeAsync(PendingStep step)
    {
        var key = step.Launch.Key;
        switch (_known.GetValueOrDefault(key))
        {
            case null:
                _line!.Send(step.Launch);
                step.RepeatStops(_line);
                break;
            case { Fate: StepFate.Running }:
                step.RepeatStops(_line!);
                break;
            case { Outcome: { } outcome }:
                Settle(key, outcome);
                break;
            default:
                Settle(key, await LoseAsync(key));
                break;
        }
    }

    /// <summary>Its supervisor is dead; nothing of the attempt may live when that is said.</summary>
    private async ValueTask<ProcessOutcome.Lost> LoseAsync(StepKey key)
    {
        var ended = await launcher.EndStraysAsync(key.AttemptId, CancellationToken.None);
        return new ProcessOutcome.Lost(ended.Count == 0
            ? LocalizableString.Of("supervise-lost")
            : LocalizableString.Of("supervise-lost-strays", string.Join("; ", ended)));
    }

    private void Settle(StepKey key, ProcessOutcome outcome)
    {
        if (_pending.TryRemove(key, out var step))
        {
            step.Settle(outcome);
        }
    }

    private LocalizableString Evidence(string attemptId)
    {
        if (!_isWhole)
        {
            return LocalizableString.Of("supervise-no-folder", folder.Path);
        }

        var steps = _known.Values.Where(s => s.Key.AttemptId == attemptId).ToImmutableArray();
        var key = steps.IsEmpty ? "supervise-no-mark"
            : steps.Any(s => s.Fate == StepFate.Running) ? "supervise-live"
            : steps.Any(s => s.Fate == StepFate.Lost) ? "supervise-mark-only"
            : "supervise-outcome";
        return LocalizableString.Of(key, string.Join(", ", steps.Select(s => s.Key.Step)));
    }
}
