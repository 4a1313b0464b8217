using System.Collections.Immutable;
using System.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// The drill: the package is run undisturbed twice, its tasks that may run again are run again, then it is crashed at each commit,
/// resumed, and compared. Then the same is done with its rollback.
/// </summary>
internal sealed class Drilling(Stage stage, Trials trials, ChildCalls calls, DrillRequest request, DrillProgress progress)
{
    private const int PatienceFactor = 10;

    /// <exception cref="ChildRefusedException">The package is refused before anything runs.</exception>
    public async Task<DrillReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var apply = Story.Apply(calls, request.From is not null);
        progress.Say("drill-first");
        var first = await stage.PlayAsync(apply).ConfigureAwait(false);
        var report = new DrillReport { Package = first.Run.Package, IsStubbed = request.Stub is not null, IsUpgrade = request.From is not null, Tasks = first.TaskNames };
        if (!(first.Run.Status == RunStatus.Succeeded))
        {
            return report with { Findings = [.. Failures(first)], Took = clock.Elapsed };
        }

        var points = CommitPoint.Read(calls.Commits);
        calls.Patience = request.LeastPatience + (clock.Elapsed * PatienceFactor);
        progress.Say("drill-second");
        await trials.EndAsync(null).ConfigureAwait(false);
        var second = await stage.PlayAsync(apply).ConfigureAwait(false);
        var comparison = new Comparison(first, second, request.Policies);
        if (!comparison.States.IsEmpty)
        {
            return report with { Findings = comparison.States, Took = clock.Elapsed };
        }

        var repeated = await RepeatAsync(comparison, second).ConfigureAwait(false);
        await trials.EndAsync(null).ConfigureAwait(false);
        report = report with { Apply = await trials.RunAsync(apply, points, comparison, clock.Elapsed / calls.Count).ConfigureAwait(false), Repeated = repeated };
        if (request.Undoes)
        {
            report = report with { Undo = await UndoAsync(apply.Undo(calls), comparison, clock).ConfigureAwait(false) };
        }

        return report with
        {
            Findings = trials.Findings.Of(k => k != FindingKind.Asks && (k != FindingKind.File || request.ComparesFiles)),
            Asks = trials.Findings.Of(k => k == FindingKind.Asks),
            Files = trials.Findings.Of(k => k == FindingKind.File && !request.ComparesFiles),
            Volatile = comparison.Volatile,
            Took = clock.Elapsed,
        };
    }

    private static IEnumerable<Finding> Failures(Picture seen)
    {
        var failed = seen.Run.Tasks.Where(t => t.Failure is not null || t.NeedsDecision).ToList();
        return failed.Count > 0
            ? failed.Select(t => new Finding(FindingKind.Fails, t.Name, null, "succeeded", t.State, t.Failure?.Message ?? t.Evidence))
            : [new Finding(FindingKind.Fails, null, null, "succeeded", seen.Run.StateWord, null)];
    }

    private async Task<ImmutableArray<string>> RepeatAsync(Comparison comparison, Picture done)
    {
        ImmutableArray<string> tasks =
            [.. done.Run.Tasks.Where(t => t is { State: "succeeded", Attempts: > 0 } && comparison.PolicyOf(t.Name).Idempotent).Select(t => t.Name)];
        if (tasks.IsEmpty)
        {
            return [];
        }

        progress.Say("drill-repeat");
        var end = await calls.ReapplyAsync(tasks).ConfigureAwait(false);
        var seen = (await stage.LookAsync().ConfigureAwait(false))!;
        if (seen.Run.RunId == done.Run.RunId)
        {
            trials.Note(new Finding(FindingKind.Stuck, null, null, "", "", end.Error.Trim()), null);
            return [];
        }

        foreach (var finding in comparison.AfterRepeat(seen))
        {
            trials.Note(finding, null);
        }

        return tasks;
    }

    /// <summary>Twice undisturbed, and done anew after it; then crashed.</summary>
    private async Task<StoryCount> UndoAsync(Story undo, Comparison applied, Stopwatch clock)
    {
        progress.Say("drill-undo");
        var first = await stage.PlayAsync(undo).ConfigureAwait(false);
        var points = CommitPoint.Read(calls.Commits);
        if (first.Run.Status != RunStatus.Succeeded)
        {
            foreach (var task in first.Run.Tasks.Where(t => (t.RollbackFailure ?? t.Failure) is not null))
            {
                trials.Note(new Finding(FindingKind.NotRolledBack, task.Name, null, "", task.State, (task.RollbackFailure ?? task.Failure)!.Message), null);
            }

            await trials.EndAsync(null).ConfigureAwait(false);
            return new StoryCount { Commits = points.Length };
        }

        if (applied.MayReturn)
        {
            await Story.Apply(calls, request.From is not null).Crashed(null, false).ConfigureAwait(false);
            foreach (var finding in applied.AfterReturn((await stage.LookAsync().ConfigureAwait(false))!))
            {
                trials.Note(finding, null);
            }
        }

        await trials.EndAsync(null).ConfigureAwait(false);
        var comparison = new Comparison(first, await stage.PlayAsync(undo).ConfigureAwait(false), request.Policies);
        await trials.EndAsync(null).ConfigureAwait(false);
        return await trials.RunAsync(undo, points, comparison, clock.Elapsed / calls.Count).ConfigureAwait(false);
    }
}
