using System.Globalization;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>
/// Random packages with failures, retries, rollbacks, unknown outcomes, decisions, stops and cancels. Each is run to its end, then
/// again from every prefix of its journal, in worlds where what was under way had happened, had not, or had in part; sometimes
/// cut once more. Every time the engine must call what the reference model calls, and end as it ends (P8).
/// </summary>
public sealed class EveryPrefixTests(ITestOutputHelper output)
{
    private const int Packages = 320;
    private const int MostSessions = 6;
    private readonly SortedDictionary<string, int> _seen = new(StringComparer.Ordinal);
    private int _sessions;
    private int _prefixes;

    [Fact]
    public async Task Resume_from_every_prefix_does_what_the_reference_model_does()
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("TASKRUNNER_SEED") ?? "1", CultureInfo.InvariantCulture);
        var count = int.Parse(Environment.GetEnvironmentVariable("TASKRUNNER_PACKAGES") ?? $"{Packages}", CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + count; seed++)
        {
            await CheckAsync(RandomPackage.Draw(seed));
        }

        output.WriteLine($"{count} packages, {_prefixes} prefixes, {_sessions} sessions compared");
        output.WriteLine(string.Join(", ", _seen.Select(s => $"{s.Value} {s.Key}")));
        string[] ends = ["NeedsDecision", "RollbackFailed", "Succeeded", "Failed", "RolledBack", "Cancelled"];
        string[] calls = ["Execute", "Rollback", "Probe", "Uninstall"];
        string[] others =
        [
            nameof(RunEvent.TaskSkipped), nameof(RunEvent.TaskReused), nameof(RunEvent.TaskSupplied), nameof(RunEvent.TaskBlocked),
            nameof(RunEvent.TaskHeld), nameof(RunEvent.TaskCancelled), nameof(RunEvent.TaskFailed), nameof(RunEvent.TaskKept),
            nameof(RunEvent.TaskLeftUnknown), nameof(RunEvent.AttemptLost), nameof(RunEvent.RollbackBlocked), nameof(RunEvent.StopRequested),
            nameof(RunEvent.RollbackRequested), nameof(RunEvent.DecisionRecorded), "outcome Unknown", "outcome Cancelled", "retry",
        ];
        Assert.All(ends.Concat(calls).Concat(others), what => Assert.True(_seen.ContainsKey(what), $"no package came to {what}: it proves nothing"));
    }

    private async Task CheckAsync(RandomPackage package)
    {
        var plan = package.ToPlan();
        var whole = await SessionsAsync(package, plan, [], new World(package), stops: true, new Random(package.Seed));
        for (var length = 1; length <= whole.Count; length++)
        {
            _prefixes++;
            var random = new Random((package.Seed * 1000) + length);
            var prefix = whole[..length];
            var journal = await SessionsAsync(package, plan, prefix, WorldAfter(package, prefix, random), random.Next(8) == 0, random);
            if (random.Next(4) == 0)
            {
                var again = journal[..random.Next(length, journal.Count + 1)];
                await SessionsAsync(package, plan, again, WorldAfter(package, again, random), false, random);
            }
        }
    }

    /// <summary>Goes on, with whatever decisions are asked for, until the run is settled.</summary>
    private async Task<List<RunEvent>> SessionsAsync(
        RandomPackage package, Plan plan, List<RunEvent> journal, World world, bool stops, Random random)
    {
        for (var session = 0; session < MostSessions; session++)
        {
            if (journal.Count > 0 && journal[^1] is RunEvent.RunSettled)
            {
                break; // nothing is open; the product refuses to resume it
            }

            List<RunEvent> decisions = [.. Decide(journal, random)];
            Count(decisions);
            journal = [.. journal, .. decisions];
            var undo = MayUndo(package, journal) && random.Next(2) == 0;
            journal = await CompareAsync(package, plan, journal, world, stops && session == 0, undo);
        }

        return journal;
    }

    private async Task<List<RunEvent>> CompareAsync(
        RandomPackage package, Plan plan, List<RunEvent> journal, World world, bool stops, bool undo)
    {
        _sessions++;
        var model = new ReferenceModel(package, world.Copy(), journal);
        model.Run(stops, undo);
        var run = new PackageRun(package, plan, world, stops);
        try
        {
            await run.RunAsync(journal, undo);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(Describe(package, journal, undo), e);
        }

        var (expected, actual) = (Story(package, model), Story(package, run));
        if (expected != actual)
        {
            Assert.Fail($"{Describe(package, journal, undo)}\nmodel:\n{expected}\nengine:\n{actual}\n{Dump(run.Journal.Skip(journal.Count))}");
        }

        Assert.Equal(StateText.Of(run.State), StateText.Of(run.Reread));
        Safety.Check(package, run.Journal);
        Safety.CheckLedger(package, run.Calls, run.Journal.Skip(journal.Count));
        Count(run.Journal.Skip(journal.Count));
        return run.Journal;
    }

    private void Count(IEnumerable<RunEvent> events)
    {
        foreach (var what in events.Select(NameOf))
        {
            _seen[what] = _seen.GetValueOrDefault(what) + 1;
        }
    }

    private static string NameOf(RunEvent happened) => happened switch
    {
        RunEvent.RunSettled e => e.Status.ToString(),
        RunEvent.RunHalted e => e.Status.ToString(),
        RunEvent.AttemptIntended e => e.Kind.ToString(),
        RunEvent.AttemptSettled { RetryAt: not null } => "retry",
        RunEvent.AttemptSettled e => $"outcome {e.Outcome.GetType().Name}",
        _ => happened.GetType().Name,
    };

    private static bool MayUndo(RandomPackage package, List<RunEvent> journal) => package.Operation != OperationKind.Uninstall
        && journal.LastOrDefault() is RunEvent.RunHalted { Status: RunStatus.RollbackFailed } or RunEvent.DecisionRecorded;

    private static IEnumerable<RunEvent> Decide(List<RunEvent> journal, Random random)
    {
        if (journal.LastOrDefault() is not RunEvent.RunHalted)
        {
            yield break;
        }

        var state = StateText.Fold(journal);
        for (var task = 0; task < state.Count; task++)
        {
            var allowed = TaskRunner.Execution.Decisions.Allowed(state[task]);
            if (allowed.Count > 0 && random.Next(4) > 0)
            {
                var decision = allowed[random.Next(allowed.Count)];
                yield return new RunEvent.DecisionRecorded(task, decision, MapValue.Empty, "because", "tester", default);
            }
        }
    }

    /// <summary>What the attempts of a prefix did; those without an outcome did all of their work, none, or half.</summary>
    private static World WorldAfter(RandomPackage package, IEnumerable<RunEvent> journal, Random random)
    {
        var world = new World(package);
        var open = new Dictionary<int, RunEvent.AttemptIntended>();
        var isStopped = false;
        foreach (var happened in journal)
        {
            switch (happened)
            {
                case RunEvent.StopRequested or RunEvent.RunnerAttached:
                    isStopped = happened is RunEvent.StopRequested;
                    break;
                case RunEvent.AttemptIntended e:
                    open[e.Task] = e;
                    break;
                case RunEvent.AttemptSettled e:
                    world.Run(e.Task, open[e.Task].Kind, e.Attempt, isStopped);
                    open.Remove(e.Task);
                    break;
                case RunEvent.AttemptLost e:
                    BeLost(world, open[e.Task], random);
                    open.Remove(e.Task);
                    break;
                case RunEvent.ProbeSettled e:
                    open.Remove(e.Task);
                    break;
            }
        }

        foreach (var lost in open.Values)
        {
            BeLost(world, lost, random);
        }

        return world;
    }

    private static void BeLost(World world, RunEvent.AttemptIntended attempt, Random random)
    {
        if (attempt.Kind != AttemptKind.Probe && random.Next(3) is > 0 and var part)
        {
            world[attempt.Task] = part == 1 ? Effect.Half : attempt.Kind == AttemptKind.Rollback ? Effect.None : Effect.Done;
        }
    }

    private static string Story(RandomPackage package, ReferenceModel model) => Story(package, model.Status, model.Calls, model.Tasks.Select(t =>
        $"{t.Index} {t.Word} attempts={t.Number} by=[{Join(t.BlockedBy, t.State == "blocked")}] undo-by=[{Join(t.RollbackBlockedBy, true)}]"));

    private static string Story(RandomPackage package, PackageRun run) => Story(
        package, run.State.Status.ToWord(), run.Calls, Enumerable.Range(0, run.State.Count).Select(i =>
        {
            var task = run.State[i];
            return $"{i} {task.Word} attempts={task.LastAttempt} by=[{Join(task.Trouble.BlockedBy, task.State == TaskState.Blocked)}]"
                + $" undo-by=[{Join(task.Trouble.RollbackBlockedBy, true)}]";
        }));

    /// <summary>Where tasks overlap, each task's own calls count; the order between tasks is checked by the edges elsewhere.</summary>
    private static string Story(RandomPackage package, string status, List<string> calls, IEnumerable<string> tasks)
    {
        var order = package.Parallelism == 1 ? calls : [.. calls.OrderBy(c => c[^1])];
        return $"{status}\n{string.Join('\n', tasks)}\n{string.Join(", ", order)}";
    }

    private static string Join(IEnumerable<int> tasks, bool counts) => counts ? string.Join(',', tasks) : "";

    private static string Describe(RandomPackage package, List<RunEvent> journal, bool undo) =>
        $"seed {package.Seed}, {package.Scope}, {package.Siblings}, at {package.Parallelism}, stop {package.Stop}, undo {undo}\n"
        + $"{string.Join('\n', package.Tasks)}\n{string.Join(' ', package.Edges.Select(e => $"{e.From}-{e.On}->{e.To}"))}\n{Dump(journal)}";

    private static string Dump(IEnumerable<RunEvent> journal) => string.Join('\n', journal.Select(e => "  " + e));
}
