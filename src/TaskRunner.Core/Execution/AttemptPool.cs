using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>Prepares attempts whose intents are durable, starts them in the background, and counts those that run.</summary>
internal sealed class AttemptPool(
    EngineRequest request, Mailbox mailbox, RunConnection connection, TimeProvider time, Background background) : IDisposable
{
    private readonly Queue<AttemptRequest> _intended = new();
    private readonly StopSource _siblings = new(background);
    private readonly StopSource _others = new(background);

    /// <summary>Slots taken: intended or running.</summary>
    public int Count { get; private set; }

    public void Intend(AttemptRequest attempt)
    {
        _intended.Enqueue(attempt);
        Count++;
    }

    public void Release() => Count--;

    /// <summary>Starts what was intended; called once its intents are durable.</summary>
    /// <param name="run">The run now.</param>
    /// <param name="isSibling">Whether an attempt ends when a sibling fails.</param>
    public void StartIntended(RunState run, Func<AttemptRequest, bool> isSibling)
    {
        while (_intended.TryPeek(out var attempt))
        {
            Start(attempt, run, (isSibling(attempt) ? _siblings : _others).Signals);
            _intended.Dequeue(); // only now: what could not be started must not be waited for
        }
    }

    /// <summary>Nothing was started on these: their intents never became durable.</summary>
    public void ForgetIntended()
    {
        Count -= _intended.Count;
        _intended.Clear();
    }

    public void AskSiblings() => _siblings.Ask();

    public void Stop(StopStage stage)
    {
        foreach (var source in (ReadOnlySpan<StopSource>)[_siblings, _others])
        {
            if (stage == StopStage.Killed)
            {
                source.Kill();
            }
            else
            {
                source.Ask();
            }
        }
    }

    public void Dispose()
    {
        _siblings.Dispose();
        _others.Dispose();
    }

    private void Start(AttemptRequest attempt, RunState run, StopSignals stop)
    {
        var steps = new StepRunner(connection, mailbox, stop, request.Plan.Tasks[attempt.Task].Policy.Timeout, time)
        {
            IsProved = request.IsProved,
            Locks = new AttemptLocks(request.Locks, request.Plan.Tasks[attempt.Task].Policy.Timeout, time),
            Recorded = run[attempt.Task].Trouble.Steps,
        };
        var running = new RunningAttempt(attempt, mailbox, stop, steps);
        try
        {
            if (attempt.Kind == AttemptKind.Probe)
            {
                running.Probe = request.Work.PrepareProbe(attempt, run);
            }
            else
            {
                running.Work = request.Work.Prepare(attempt, run);
            }
        }
        catch (Exception e)
        {
            // What prepares an attempt is foreign to the engine like the attempt itself: it fails the task, not the run.
            running.Fail(e);
            return;
        }

        running.Start(background);
    }
}
