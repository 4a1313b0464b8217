using System.Text;
using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Packages;

namespace TaskRunner.Simulation.Tests;

/// <summary>A run's state as text, so that two of them can be compared.</summary>
internal static class StateText
{
    public static string Of(RunState run)
    {
        var text = new StringBuilder().Append($"{run.Status} {run.Rollback} {run.RollbackRequested} {run.Stop?.Reason}");
        for (var task = 0; task < run.Count; task++)
        {
            ref readonly var t = ref run[task];
            var x = t.Trouble;
            text.Append($"|{t.Word} {t.State} {t.Rollback} {t.Open} {t.LastAttempt} {t.Attempts} {t.Spent} {t.Released} {OutputText.Of(t.Outputs)}")
                .Append($" {x.Failure?.Reason} {x.Probe?.GetType().Name} {x.NeedsDecision} {x.LeftUnknown} {x.Decision} {x.RollbackTries} {x.Steps.Length}");
        }

        return text.ToString();
    }

    /// <summary>What is left when a run is over, without how it came about.</summary>
    public static string EndOf(RunState run)
    {
        var text = new StringBuilder().Append(run.Status);
        for (var task = 0; task < run.Count; task++)
        {
            text.Append($"|{run[task].Word} {OutputText.Of(run[task].Outputs)}");
        }

        return text.ToString();
    }
}
