using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>
/// One attempt on the thread pool; when it ends it is its own message to the loop. This is the boundary to foreign code:
/// whatever it throws becomes an outcome here.
/// </summary>
internal sealed class RunningAttempt : Message, IThreadPoolWorkItem
{
    private readonly Mailbox _mailbox;
    private readonly StepRunner _steps;

    public RunningAttempt(AttemptRequest request, Mailbox mailbox, StopSignals stop, StepRunner steps)
    {
        (Request, Stop, _mailbox, _steps) = (request, stop, mailbox, steps);
        steps.Attempt = this;
    }

    public AttemptRequest Request { get; }

    public StopSignals Stop { get; }

    /// <summary>What to call; exactly one of the two is set before it starts.</summary>
    public AttemptWork? Work { get; set; }

    public ProbeWork? Probe { get; set; }

    /// <summary>Set when the message arrives, for all but probes.</summary>
    public TaskOutcome? Outcome { get; private set; }

    /// <summary>Set when the message arrives, for probes.</summary>
    public ProbeOutcome? Finding { get; private set; }

    /// <summary>Somebody stops it, or the run cannot go on and let no further effect of it begin: that it ended is not its failure.</summary>
    public bool WasAskedToEnd => Stop.Asked.IsCancellationRequested || WasRefused;

    /// <summary>An effect of it was not let begin.</summary>
    public bool WasRefused { private get; set; }

    /// <summary>Who watched a process of it died and nobody can tell what became of that; or an earlier runner had it stopped.</summary>
    public bool WasLost { get; set; }

    public void Start(Background background) => background.Start(this);

    /// <summary>It ends before it began.</summary>
    public void Fail(Exception reason)
    {
        Accept(reason);
        _mailbox.Post(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            if (Probe is not null)
            {
                _ = FinishAsync();
                return;
            }

            var working = Work!(_steps, Stop);
            if (!working.IsCompletedSuccessfully)
            {
                _ = FinishAsync(working);
                return;
            }

            Outcome = working.Result;
        }
        catch (Exception e)
        {
            Accept(e);
        }

        _mailbox.Post(this);
    }

    private async Task FinishAsync(ValueTask<TaskOutcome> working)
    {
        try
        {
            Outcome = await working;
        }
        catch (Exception e)
        {
            Accept(e);
        }

        _mailbox.Post(this);
    }

    private async Task FinishAsync()
    {
        try
        {
            Finding = await Probe!(_steps, Stop);
        }
        catch (Exception e)
        {
            Accept(e);
        }

        _mailbox.Post(this);
    }

    private void Accept(Exception reason)
    {
        if (Request.Kind == AttemptKind.Probe)
        {
            Finding = new ProbeOutcome.CannotTell(LocalizableString.Of(reason));
            return;
        }

        Outcome = reason switch
        {
            OperationCanceledException when WasAskedToEnd => new TaskOutcome.Cancelled(),
            TimeoutException => new TaskOutcome.Failed(new TaskFailure(FailureReasons.Timeout, null, LocalizableString.Of(reason))),
            RefusedException => new TaskOutcome.Failed(new TaskFailure(FailureReasons.Launch, null, LocalizableString.Of(reason))),
            _ => new TaskOutcome.Failed(new TaskFailure(FailureReasons.Exception, null, LocalizableString.Of(reason))),
        };
    }
}
