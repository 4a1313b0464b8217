using TaskRunner.Journal;
using TaskRunner.Model;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>The same random packages with tasks that really overlap, siblings that are cancelled and stops at any moment: who wins is chance, the promises are not.</summary>
public sealed class OverlapTests
{
    private const int Packages = 150;
    private const int MostSessions = 5;

    [Fact]
    public async Task However_tasks_overlap_the_promises_hold_and_the_run_comes_to_an_end()
    {
        for (var seed = 1; seed <= Packages; seed++)
        {
            var package = RandomPackage.Draw(seed) with { Parallelism = 4 };
            var (plan, world) = (package.ToPlan(), new World(package));
            List<RunEvent> journal = [];
            for (var session = 0; session < MostSessions && journal.LastOrDefault() is not RunEvent.RunSettled; session++)
            {
                var run = new PackageRun(package, plan, world, stops: session < 2, overlaps: true);
                await run.RunAsync(journal, undo: false);
                Assert.Equal(StateText.Of(run.State), StateText.Of(run.Reread));
                Safety.Check(package, run.Journal);
                Safety.CheckLedger(package, run.Calls, run.Journal.Skip(journal.Count));
                journal = run.Journal;
            }

            var end = journal[^1];
            Assert.True(end is RunEvent.RunSettled or RunEvent.RunHalted, $"seed {seed} ended with {end}");
            CheckEnd(package, StateText.Fold(journal));
        }
    }

    private static void CheckEnd(RandomPackage package, RunState run)
    {
        for (var task = 0; task < run.Count; task++)
        {
            Assert.Null(run[task].Open);
            var isRun = run[task].State is TaskState.Pending && run.Status is RunStatus.Succeeded;
            Assert.False(isRun, $"seed {package.Seed}: succeeded although task {task} never ran");
        }

        var failed = Enumerable.Range(0, run.Count).Any(t => run[t].State == TaskState.Failed && !package.Tasks[t].AllowFailure);
        Assert.False(failed && run.Status == RunStatus.Succeeded, $"seed {package.Seed}: succeeded with a failed task");
        Assert.True(run.Status != RunStatus.RolledBack || package.Scope == RollbackScope.All, $"seed {package.Seed}: rolled back unasked");
    }
}
