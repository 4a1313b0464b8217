using System.Collections.Immutable;
using TaskRunner.Journal;

namespace TaskRunner.Cli.Drill;

/// <summary>Crashes a story at one commit after the other, resumes it, and compares.</summary>
internal sealed class Trials(Stage stage, Sandbox sandbox, ChildCalls calls, DrillRequest request, DrillProgress progress)
{
    private const int CallsOfTrial = 2; // the one that dies, and the resume

    public Findings Findings { get; } = new();

    public async Task<StoryCount> RunAsync(Story story, ImmutableArray<CommitPoint> points, Comparison comparison, TimeSpan call)
    {
        var trials = Trial.All(points, request.Most);
        var count = new StoryCount { Commits = points.Length, Possible = Trial.All(points, null).Length };
        progress.Begin(story.IsUndo ? "drill-begin-undo" : "drill-begin", trials.Length, call * (CallsOfTrial + story.Before.Length + (request.Uninstalls ? 1 : 0)));
        foreach (var trial in trials.Select(t => t with { IsUndo = story.IsUndo }))
        {
            progress.Next();
            var reached = await TryAsync(story, trial, comparison).ConfigureAwait(false);
            count = reached ? count.With(trial.Way) : count with { NotReached = count.NotReached + 1 };
            await EndAsync(trial).ConfigureAwait(false);
        }

        progress.End();
        return count;
    }

    /// <summary>What tasks left outside of the sandbox goes by their own uninstall, as far as they have one.</summary>
    public async Task EndAsync(Trial? trial)
    {
        File.Delete(sandbox.Note(StubPlan.LedgerName));
        if (!request.Uninstalls || await stage.LookAsync().ConfigureAwait(false) is not { } seen)
        {
            return;
        }

        if (!seen.Run.Status.IsSettled())
        {
            await calls.CancelAsync().ConfigureAwait(false);
        }

        var end = await calls.UninstallAsync().ConfigureAwait(false);
        if (end.Code == ExitCode.RunFailed && await stage.LookAsync().ConfigureAwait(false) is { } left)
        {
            foreach (var task in left.Run.Tasks.Where(t => t.Failure is not null))
            {
                Note(new Finding(FindingKind.Uninstall, task.Name, null, "succeeded", task.State, task.Failure!.Message), trial);
            }
        }
    }

    public void Note(Finding finding, Trial? place)
    {
        if (Findings.Add(finding, place))
        {
            progress.Found(finding);
        }
    }

    /// <returns>Whether it came to the point.</returns>
    private async Task<bool> TryAsync(Story story, Trial trial, Comparison comparison)
    {
        var before = await stage.PrepareAsync(story).ConfigureAwait(false);
        var crash = await story.Crashed(trial.Crash, false).ConfigureAwait(false);
        if (trial.Way == CrashWay.Lost)
        {
            sandbox.ForgetWhatRan();
        }

        var isRecorded = await stage.LookAsync(before).ConfigureAwait(false) is not null;
        var end = await (isRecorded ? calls.ResumeAsync() : story.Crashed(null, false)).ConfigureAwait(false);
        var seen = await stage.LookAsync(before).ConfigureAwait(false);
        if (seen is null || end.Code is null || seen.Run.IsInterrupted)
        {
            Note(new Finding(FindingKind.Stuck, null, null, "", seen?.Run.StateWord ?? "-", end.Error.Trim()), trial);
            return crash.Crashed;
        }

        var asks = seen.Run.Tasks.Where(t => t.NeedsDecision).ToList();
        foreach (var finding in asks.Count > 0 ? asks.Select(t => new Finding(FindingKind.Asks, t.Name, null, "", "", t.Evidence))
            : trial.IsUndo ? comparison.AfterUndo(seen)
            : comparison.AfterCrash(seen))
        {
            Note(finding, trial);
        }

        foreach (var task in request.Stub?.RanTwice(sandbox.Note(StubPlan.LedgerName), comparison.PolicyOf) ?? [])
        {
            Note(new Finding(FindingKind.Twice, task, null, "", "", null), trial);
        }

        return crash.Crashed;
    }
}
