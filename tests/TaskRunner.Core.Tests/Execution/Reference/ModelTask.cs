using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>A task of the reference model, in words.</summary>
internal sealed class ModelTask(RandomTask definition)
{
    public RandomTask Definition => definition;

    public int Index => definition.Index;

    public string State { get; set; } = "pending";

    /// <summary>Empty, planned, rolling-back, rolled-back, rollback-failed or kept.</summary>
    public string Rollback { get; set; } = "";

    /// <summary>The call that has no outcome yet.</summary>
    public string? Open { get; set; }

    public int Number { get; set; }

    public int Spent { get; set; }

    public int Tries { get; set; }

    public bool IsReleased { get; set; } = definition.IsEarlier;

    public bool WaitsForRetry { get; set; }

    /// <summary>Cancelled by a stop: on resume like unknown.</summary>
    public bool IsLost { get; set; }

    /// <summary>Unknown, and the engine has no means left.</summary>
    public bool IsLeft { get; set; }

    public bool Asks { get; set; }

    public bool HasFailure { get; set; }

    public bool MayRunThoughChanged { get; set; }

    public string? Finding { get; set; }

    public List<int> BlockedBy { get; set; } = [];

    public List<int> RollbackBlockedBy { get; set; } = [];

    /// <summary>The one word a person sees.</summary>
    public string Word => Rollback switch
    {
        "rolled-back" when State == "pending" => State,
        "" or "planned" => State,
        _ => Rollback,
    };

    public void Intend(string what)
    {
        Number++;
        Open = what;
        if (what == "rollback")
        {
            (Rollback, RollbackBlockedBy) = ("rolling-back", []);
        }
        else if (what == "execute")
        {
            (State, Rollback, IsReleased, WaitsForRetry, IsLost, Finding, Tries) = ("running", "", true, false, false, null, 0);
        }
    }

    public void End(TaskOutcome outcome, bool retries, bool isStopping)
    {
        var what = Open;
        Open = null;
        if (what == "rollback")
        {
            EndRollback(outcome, retries);
            return;
        }

        switch (outcome)
        {
            case TaskOutcome.Succeeded:
                (State, HasFailure) = ("succeeded", false);
                break;
            case TaskOutcome.Failed:
                Spent++;
                (State, WaitsForRetry, HasFailure) = (retries ? "pending" : "failed", retries, true);
                break;
            case TaskOutcome.Unknown:
                Spent += isStopping ? 0 : 1;
                State = "unknown";
                break;
            default:
                (State, IsLost) = ("cancelled", true);
                break;
        }
    }

    public void EndProbe(ProbeOutcome finding)
    {
        Open = null;
        if (finding is ProbeOutcome.Done)
        {
            (State, HasFailure) = ("succeeded", false);
            return;
        }

        Finding = finding is ProbeOutcome.NotDone ? "not-done" : "cannot-tell";
    }

    /// <summary>The runner died in the middle of a call.</summary>
    public void Lose()
    {
        State = Open == "execute" ? "unknown" : State;
        Open = null;
    }

    public void Decide(Decision decision)
    {
        var wasHeld = State == "blocked";
        (Asks, IsLeft) = (false, false);
        switch (decision)
        {
            case Decision.Succeeded:
                State = wasHeld ? "reused" : "succeeded";
                break;
            case Decision.Failed:
                (State, HasFailure) = ("failed", true);
                break;
            case Decision.NotExecuted:
                (State, Rollback, IsReleased, WaitsForRetry, IsLost, Finding) = ("pending", "", false, false, false, null);
                (MayRunThoughChanged, HasFailure, Tries) = (true, false, 0);
                break;
            case Decision.RolledBack:
                BecomeRolledBack(wasLeft: true);
                break;
        }
    }

    public void Replay(RunEvent.OfTask happened, bool isStopping)
    {
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                Intend(e.Kind switch { AttemptKind.Probe => "probe", AttemptKind.Rollback => "rollback", _ => "execute" });
                break;
            case RunEvent.AttemptSettled e:
                End(e.Outcome, e.RetryAt is not null, isStopping);
                break;
            case RunEvent.ProbeSettled e:
                EndProbe(e.Outcome);
                break;
            case RunEvent.AttemptLost:
                Lose();
                break;
            case RunEvent.DecisionRecorded e:
                Decide(e.Decision);
                break;
            case RunEvent.RollbackBlocked e:
                RollbackBlockedBy = [.. e.Causes];
                break;
            case RunEvent.TaskBlocked e:
                (State, BlockedBy) = ("blocked", [.. e.Causes]);
                break;
            case RunEvent.TaskHeld:
                (State, Asks) = ("blocked", true);
                break;
            case RunEvent.TaskLeftUnknown e:
                (State, IsLeft, Asks, IsLost) = ("unknown", true, e.Asked, false);
                break;
            case RunEvent.TaskKept:
                Rollback = "kept";
                break;
            case RunEvent.TaskFailed:
                (State, HasFailure, WaitsForRetry) = ("failed", true, false);
                break;
            default:
                (WaitsForRetry, IsLost) = (false, false);
                State = happened switch
                {
                    RunEvent.TaskSkipped => "skipped",
                    RunEvent.TaskReused => "reused",
                    RunEvent.TaskSupplied => "succeeded",
                    RunEvent.TaskCancelled => "cancelled",
                    _ => throw new InvalidOperationException($"{happened.GetType().Name} is not in the model"),
                };
                break;
        }
    }

    private void EndRollback(TaskOutcome outcome, bool retries)
    {
        switch (outcome)
        {
            case TaskOutcome.Succeeded:
                BecomeRolledBack(IsLeft);
                break;
            case TaskOutcome.Cancelled:
                break;
            default:
                Tries++;
                Rollback = retries ? "rolling-back" : "rollback-failed";
                break;
        }
    }

    private void BecomeRolledBack(bool wasLeft)
    {
        (Rollback, IsReleased, Tries) = ("rolled-back", false, 0);
        RollbackBlockedBy = [];
        if (State == "unknown" && wasLeft)
        {
            (State, Asks, IsLeft, HasFailure) = ("failed", false, false, true);
        }
    }
}
