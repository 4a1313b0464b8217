using TaskRunner.Model;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>The way forward: whose turn it is, and what a task wants.</summary>
internal sealed partial class ReferenceModel
{
    private bool IsSettled(ModelTask t) => t.State is "succeeded" or "failed" or "skipped" or "reused"
        || (t.State == "blocked" && !t.Asks)
        || (t.State == "cancelled" && (!t.IsLost || IsClosed(t)));

    private bool IsFresh(ModelTask t) => t.State == "pending" && !t.WaitsForRetry && Before(t).All(e => IsSettled(e.Task));

    private bool SettleWithoutSlot(ModelTask t)
    {
        if (!IsFresh(t) || t.Number > 0)
        {
            return false;
        }

        var broken = Before(t).Where(e => e.On == EdgeCondition.Succeeded && !Holds(e.Task)).Select(e => e.Task).ToList();
        if (t.Definition.IsSkipped || Before(t).Any(e => e.On == EdgeCondition.Failed && e.Task.State != "failed"))
        {
            t.State = "skipped";
        }
        else if (broken.Any(b => b.State is "failed" or "blocked"))
        {
            t.State = "blocked";
            t.BlockedBy = [.. broken.SelectMany(b => b.State == "failed" ? [b.Index] : b.State == "blocked" ? b.BlockedBy : []).Distinct().Order()];
        }
        else if (broken.Count > 0 || IsClosed(t))
        {
            t.State = "cancelled";
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool Holds(ModelTask t) => t.State is "succeeded" or "reused" or "skipped" || (t.State == "failed" && t.Definition.AllowFailure);

    /// <summary>What a task wants to be done now: a call, or a word it settles with; null for nothing.</summary>
    private string? Forward(ModelTask t)
    {
        if (t.State == "pending" && t.WaitsForRetry)
        {
            return IsClosed(t) ? "settle failed"
                : t.Definition is { Rollback: true, Idempotent: false } ? UndoThen(t, "execute", "settle failed")
                : "execute";
        }

        if (IsFresh(t))
        {
            return IsClosed(t) ? "settle cancelled" : Begin(t);
        }

        var isUnclear = (t.State == "unknown" && !t.IsLeft) || (t.State == "cancelled" && t.IsLost && !IsClosed(t));
        return isUnclear ? Recover(t) : null;
    }

    private string Begin(ModelTask t) => t.Definition.Start switch
    {
        Start.Skip => "settle skipped",
        Start.Reuse => "settle reused",
        Start.Supply => "settle succeeded",
        Start.Fail => "settle failed",
        Start.Hold when !t.MayRunThoughChanged => "settle held",
        Start.UndoFirst => UndoThen(t, "execute", "settle failed"),
        _ => "execute",
    };

    /// <summary>“released, no outcome”, and what overrides it.</summary>
    private string Recover(ModelTask t)
    {
        var d = t.Definition;
        var mayExecute = !IsClosed(t) && t.Spent < d.Attempts;
        if (_package.Operation == OperationKind.Uninstall)
        {
            return mayExecute ? "execute" : "settle ask";
        }

        if (t.Rollback != "")
        {
            return UndoThen(t, mayExecute ? "execute" : "settle failed", "settle left");
        }

        if (d is { HasProbe: true, OnUnknown: null or UnknownRule.Probe } && t.Finding is null)
        {
            return "probe";
        }

        if (t.Finding is "not-done")
        {
            return !mayExecute ? "settle failed" : d is { Rollback: true, Idempotent: false } ? "rollback" : "execute";
        }

        var what = d.OnUnknown switch
        {
            UnknownRule.Ask or UnknownRule.Probe => "ask",
            UnknownRule.Execute => "execute",
            UnknownRule.Rollback => "rollback",
            _ => d.Rollback ? "rollback" : d.Idempotent ? "execute" : "ask",
        };
        var rest = d.Rollback && (_package.Scope != RollbackScope.None || _isUndoing) ? "settle left" : "settle ask";
        return what switch
        {
            "execute" when mayExecute => d.Rollback && !d.Idempotent && t.IsReleased ? "rollback" : "execute",
            "execute" when d.Idempotent && IsClosed(t) => "settle cancelled",
            "rollback" when mayExecute && d.Rollback => "rollback",
            "ask" => "settle ask",
            _ => rest,
        };
    }

    private static string UndoThen(ModelTask t, string then, string whenItFails) => t.Rollback switch
    {
        "rolled-back" => then,
        "rollback-failed" => whenItFails,
        _ => "rollback",
    };
}
