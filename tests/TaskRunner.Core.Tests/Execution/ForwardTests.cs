using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution;

public sealed class ForwardTests
{
    private readonly Stage _stage = new();

    [Fact]
    public async Task Tasks_run_in_the_order_of_their_edges_and_the_run_succeeds()
    {
        var (a, b, c) = (_stage.Add("a"), _stage.Add("b"), _stage.Add("c"));
        _stage.Chain(c, b, a);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute c", "execute b", "execute a"], _stage.Calls);
        Assert.Equal("succeeded", (await _stage.Store.FindRunAsync("run", TestContext.Current.CancellationToken))!.Summary);
    }

    [Fact]
    public async Task A_chain_costs_one_commit_per_task()
    {
        var actors = Enumerable.Range(0, 20).Select(i => _stage.Add($"t{i}")).ToArray();
        _stage.Chain(actors);

        await _stage.RunAsync();

        // One to start with the first intent, one per outcome with the next intent, one for the end.
        Assert.Equal(1 + 20 + 1, _stage.Commits.Count);
    }

    [Fact]
    public async Task No_attempt_begins_before_its_intent_is_durable()
    {
        var a = _stage.Add("a");
        _stage.BeforeCommit = () => Thread.Sleep(30); // a slow disk: whoever did not wait for it is found out
        var intended = false;
        a.Execute = async (_, _) =>
        {
            intended = (await _stage.ReadAsync())[0].State == TaskState.Intended;
            return Actor.Succeeded();
        };

        await _stage.RunAsync();

        Assert.True(intended, "P1: the journal must hold the intent before the effect begins");
    }

    [Fact]
    public async Task The_outputs_of_a_task_are_there_when_the_next_one_is_decided()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        _stage.Chain(a, b);
        a.Does(Actor.Succeeded(("port", Value.From(80))));
        Value? seen = null;
        b.Decide = run =>
        {
            seen = run[0].Outputs?["port"];
            return new StartDecision.Run(null);
        };

        await _stage.RunAsync();

        Assert.Equal(Value.From(80), seen);
    }

    [Fact]
    public async Task Never_more_tasks_run_at_once_than_allowed()
    {
        _stage.Policy = _stage.Policy with { Parallelism = 3 };
        var (now, most) = (0, 0);
        for (var i = 0; i < 20; i++)
        {
            _stage.Add($"t{i}").Execute = async (_, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref now));
                await Task.Delay(2);
                Interlocked.Decrement(ref now);
                return Actor.Succeeded();
            };
        }

        await _stage.RunAsync();

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Dependents_of_a_failed_task_are_blocked_by_the_root_cause_and_other_branches_go_on()
    {
        var (a, b, c, other) = (_stage.Add("a").Does(Actor.Failed("no")), _stage.Add("b"), _stage.Add("c"), _stage.Add("other"));
        _stage.Chain(a, b, c);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(["failed", "blocked", "blocked", "succeeded"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Equal([a.Index], run[c.Index].Trouble.BlockedBy);
        Assert.Equal(new TaskFailure("exit", 1, "no"), run[a.Index].Trouble.Failure);
        Assert.Contains("execute other", _stage.Calls);
    }

    [Fact]
    public async Task A_task_that_may_fail_lets_its_dependents_run_and_the_run_succeed()
    {
        var (a, b) = (_stage.Add("a").Does(Actor.Failed()), _stage.Add("b"));
        a.AllowFailure = true;
        _stage.Chain(a, b);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal("failed", Stage.Word(run, a));
        Assert.Equal("succeeded", Stage.Word(run, b));
    }

    [Fact]
    public async Task A_handler_runs_when_its_task_failed_and_is_skipped_when_it_did_not()
    {
        var (bad, good) = (_stage.Add("bad").Does(Actor.Failed()), _stage.Add("good"));
        var (onBad, onGood, after) = (_stage.Add("on-bad"), _stage.Add("on-good"), _stage.Add("after"));
        _stage.Edge(bad, onBad, EdgeCondition.Failed);
        _stage.Edge(good, onGood, EdgeCondition.Failed);
        _stage.Edge(onGood, after);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal("succeeded", Stage.Word(run, onBad));
        Assert.Equal("skipped", Stage.Word(run, onGood));
        Assert.Equal(new PlanReason("TR6010", ["good"]).Code, run[onGood.Index].Trouble.Reason!.Code);
        Assert.Equal("succeeded", Stage.Word(run, after));
    }

    [Fact]
    public async Task A_clean_up_runs_after_success_failure_and_blocking()
    {
        var (a, b) = (_stage.Add("a").Does(Actor.Failed()), _stage.Add("b"));
        _stage.Chain(a, b);
        var (afterA, afterB) = (_stage.Add("after-a"), _stage.Add("after-b"));
        _stage.Edge(a, afterA, EdgeCondition.Settled);
        _stage.Edge(b, afterB, EdgeCondition.Settled);

        var run = await _stage.RunAsync();

        Assert.Equal("succeeded", Stage.Word(run, afterA));
        Assert.Equal("succeeded", Stage.Word(run, afterB));
    }

    [Fact]
    public async Task A_task_the_plan_skips_waits_its_turn_and_is_skipped_even_behind_a_failure()
    {
        var (a, b, c) = (_stage.Add("a").Does(Actor.Failed()), _stage.Add("b"), _stage.Add("c"));
        b.Action = PlanAction.Skip;
        _stage.Chain(a, b, c);

        var run = await _stage.RunAsync();

        Assert.Equal("skipped", Stage.Word(run, b));
        Assert.Equal(["execute a", "execute c"], _stage.Calls);
    }

    [Fact]
    public async Task What_becomes_of_a_task_can_be_decided_when_its_turn_comes()
    {
        var reused = _stage.Add("reused");
        reused.Decide = _ => new StartDecision.Reuse("before", MapValue.Of(("x", Value.True)), "d");
        var supplied = _stage.Add("supplied");
        supplied.Decide = _ => new StartDecision.Supply(MapValue.Of(("y", Value.False)));
        var broken = _stage.Add("broken");
        broken.Decide = _ => new StartDecision.Fail(new TaskFailure("launch", null, "null has no member"));

        var run = await _stage.RunAsync();

        Assert.Empty(_stage.Calls);
        Assert.Equal("reused", Stage.Word(run, reused));
        Assert.Equal(Value.True, run[0].Outputs!["x"]);
        Assert.Equal(("succeeded", 0), (Stage.Word(run, supplied), run[1].Attempts));
        Assert.Equal(("failed", "launch"), (Stage.Word(run, broken), run[2].Trouble.Failure!.Reason));
    }

    [Fact]
    public async Task A_failure_cancels_siblings_but_not_handlers()
    {
        _stage.Policy = _stage.Policy with { Siblings = SiblingsRule.Cancel, Parallelism = 2 };
        var started = new TaskCompletionSource();
        var bad = _stage.Add("bad");
        bad.Execute = async (_, _) =>
        {
            await started.Task;
            return Actor.Failed();
        };
        var sibling = _stage.Add("sibling");
        sibling.Execute = async (_, stop) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, stop.Asked);
            return Actor.Succeeded();
        };
        var (later, handler, follower) = (_stage.Add("later"), _stage.Add("handler"), _stage.Add("follower"));
        _stage.Edge(bad, handler, EdgeCondition.Failed);
        _stage.Edge(handler, follower);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(["failed", "cancelled", "cancelled", "succeeded", "succeeded"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.DoesNotContain($"execute {later.Name}", _stage.Calls);
    }

    [Fact]
    public async Task An_exception_of_a_task_is_its_failure_and_not_the_end_of_the_run()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        a.Execute = (_, _) => throw new FormatException("bad luck");
        b.Execute = async (_, _) =>
        {
            await Task.Yield();
            throw new FormatException("later bad luck");
        };

        var run = await _stage.RunAsync();

        Assert.Equal(new TaskFailure("exception", null, "bad luck"), run[0].Trouble.Failure);
        Assert.Equal(new TaskFailure("exception", null, "later bad luck"), run[1].Trouble.Failure);
    }

    [Fact]
    public async Task An_empty_plan_succeeds() => Assert.Equal(RunStatus.Succeeded, (await _stage.RunAsync()).Status);

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }
    }
}
