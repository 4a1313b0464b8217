using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution;

public sealed class RollbackTests
{
    private readonly Stage _stage = new();

    [Fact]
    public async Task By_default_only_what_failed_is_rolled_back()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b").Does(Actor.Failed("first")));
        (a.Rollback, b.Rollback) = (true, true);
        _stage.Chain(a, b);

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a", "execute b", "rollback b"], _stage.Calls);
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(["succeeded", "rolled-back"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Equal("first", run[1].Trouble.Failure!.Message);
    }

    [Fact]
    public async Task Nothing_is_rolled_back_where_the_run_says_none()
    {
        _stage.Policy = _stage.Policy with { Rollback = RollbackScope.None };
        _stage.Add("a").Does(Actor.Failed()).Rollback = true;

        Assert.Equal(RunStatus.Failed, (await _stage.RunAsync()).Status);
        Assert.Equal(["execute a"], _stage.Calls);
    }

    [Fact]
    public async Task All_is_undone_against_the_edges_and_what_has_no_rollback_is_kept()
    {
        _stage.Policy = new RunPolicy(4, RollbackScope.All, SiblingsRule.Cancel);
        var (a, kept, skipped, c, bad) = (
            _stage.Add("a"), _stage.Add("kept"), _stage.Add("skipped"), _stage.Add("c"), _stage.Add("bad").Does(Actor.Failed()));
        (a.Rollback, c.Rollback, skipped.Action) = (true, true, PlanAction.Skip);
        _stage.Chain(a, kept, skipped, c, bad);

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a", "execute kept", "execute c", "execute bad", "rollback c", "rollback a"], _stage.Calls);
        Assert.Equal(RunStatus.RolledBack, run.Status);
        Assert.Equal(["rolled-back", "kept", "skipped", "rolled-back", "failed"], _stage.Actors.Select(x => Stage.Word(run, x)));
    }

    [Fact]
    public async Task A_rollback_of_all_takes_in_what_earlier_runs_of_the_operation_did_but_not_what_older_ones_did()
    {
        _stage.Policy = new RunPolicy(4, RollbackScope.All, SiblingsRule.Cancel);
        var (mine, old, bad) = (_stage.Add("mine"), _stage.Add("old"), _stage.Add("bad").Does(Actor.Failed()));
        (mine.Rollback, old.Rollback, _stage.Earlier) = (true, true, [mine.Index]);
        mine.Decide = old.Decide = _ => new StartDecision.Reuse("before", MapValue.Empty, null);
        _stage.Chain(mine, old, bad);

        await _stage.RunAsync();

        Assert.Equal(["execute bad", "rollback mine"], _stage.Calls);
    }

    [Fact]
    public async Task A_failed_rollback_is_tried_three_times_and_blocks_what_lies_before_it_only()
    {
        _stage.Policy = new RunPolicy(4, RollbackScope.All, SiblingsRule.Cancel);
        var (a, b, other, bad) = (_stage.Add("a"), _stage.Add("b"), _stage.Add("other"), _stage.Add("bad").Does(Actor.Failed()));
        (a.Rollback, b.Rollback, other.Rollback) = (true, true, true);
        b.Undoes(Actor.Failed("stuck"));
        _stage.Chain(a, b, bad);
        _stage.Chain(other, bad);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.RollbackFailed, run.Status);
        Assert.Equal(3, _stage.Calls.Count(c => c == "rollback b"));
        Assert.Contains("rollback other", _stage.Calls);
        Assert.DoesNotContain("rollback a", _stage.Calls);
        Assert.Equal([b.Index], run[a.Index].Trouble.RollbackBlockedBy);
        Assert.Equal("rollback-failed", Stage.Word(run, b));

        // A plain resume changes nothing; asking for the rollback goes on exactly there.
        Assert.Equal(RunStatus.RollbackFailed, (await _stage.RunAsync()).Status);
        b.Undoes(Actor.Succeeded());
        _stage.Calls.Clear();
        _stage.RollbackBy = "tester";
        Assert.Equal(RunStatus.RolledBack, (await _stage.RunAsync()).Status);
        Assert.Equal(["rollback b", "rollback a"], _stage.Calls);
    }

    [Fact]
    public async Task A_person_can_say_that_a_failed_rollback_was_done_by_hand()
    {
        _stage.Policy = new RunPolicy(4, RollbackScope.All, SiblingsRule.Cancel);
        var (a, bad) = (_stage.Add("a"), _stage.Add("bad").Does(Actor.Failed()).Undoes(Actor.Failed()));
        (a.Rollback, bad.Rollback) = (true, true);
        _stage.Chain(a, bad);
        await _stage.RunAsync();
        await _stage.DecideAsync(bad, Decision.RolledBack);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.RolledBack, run.Status);
        Assert.Equal("rollback a", _stage.Calls[^1]);
    }

    [Fact]
    public async Task An_open_run_can_be_undone_as_a_whole()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        (a.Rollback, b.Rollback) = (true, true);
        _stage.Chain(a, b);
        await _stage.LoseAsync(a);
        await _stage.LeaveAsync(
            new RunEvent.AttemptSettled(0, 1, Actor.Succeeded(), null, default),
            new RunEvent.AttemptIntended(1, 1, AttemptKind.Execute, null, null, default));
        _stage.RollbackBy = "tester";

        var run = await _stage.RunAsync();

        Assert.Equal(["rollback b", "rollback a"], _stage.Calls);
        Assert.Equal([RollbackCause.Unknown, RollbackCause.Requested], _stage.Requests.Select(r => r.Cause!.Value));
        Assert.Equal(RunStatus.RolledBack, run.Status);
    }

    [Fact]
    public async Task A_retry_of_what_may_run_only_once_is_rolled_back_in_between()
    {
        var a = _stage.Add("a").Does(Actor.Failed(), Actor.Succeeded());
        (a.Rollback, a.Attempts) = (true, 2);

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a", "rollback a", "execute a"], _stage.Calls);
        Assert.Equal((RunStatus.Succeeded, "succeeded"), (run.Status, Stage.Word(run, a)));
        Assert.Null(run[0].Trouble.Failure);
    }

    [Fact]
    public async Task An_attempt_of_an_earlier_run_is_undone_before_a_new_one()
    {
        var a = _stage.Add("a");
        a.Rollback = true;
        a.Decide = _ => new StartDecision.Run(null) { UndoFirst = RollbackCause.Failed };

        var run = await _stage.RunAsync();

        Assert.Equal(["rollback a", "execute a"], _stage.Calls);
        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Fact]
    public async Task An_unknown_task_without_a_rollback_keeps_what_lies_before_it_from_being_undone()
    {
        _stage.Policy = new RunPolicy(4, RollbackScope.All, SiblingsRule.Finish);
        var (a, unknown, bad) = (_stage.Add("a"), _stage.Add("unknown").Does(new TaskOutcome.Unknown("?")), _stage.Add("bad").Does(Actor.Failed()));
        a.Rollback = true;
        _stage.Chain(a, unknown);
        _stage.Chain(a, bad);

        var run = await _stage.RunAsync();
        Assert.Equal(RunStatus.NeedsDecision, run.Status);
        Assert.DoesNotContain("rollback a", _stage.Calls);

        await _stage.DecideAsync(unknown, Decision.NotExecuted);
        run = await _stage.RunAsync();
        Assert.Equal((RunStatus.RolledBack, "rollback a"), (run.Status, _stage.Calls[^1]));
        Assert.Equal(1, _stage.Calls.Count(c => c == "execute unknown"));
    }

    [Theory]
    [InlineData(OperationKind.Rollback, TaskVerb.Rollback, "rollback")]
    [InlineData(OperationKind.Uninstall, TaskVerb.Uninstall, "uninstall")]
    public async Task Rolling_back_and_removing_as_operations_are_runs_like_others(OperationKind operation, TaskVerb verb, string call)
    {
        _stage.Operation = operation;
        var (a, b, kept) = (_stage.Add("a").Does(Actor.Failed(), Actor.Succeeded()), _stage.Add("b"), _stage.Add("kept"));
        a.Undoes(Actor.Failed(), Actor.Succeeded());
        foreach (var actor in _stage.Actors)
        {
            (actor.Verb, actor.Attempts, actor.Idempotent) = (verb, 3, true);
        }

        kept.Action = PlanAction.Kept;
        _stage.Chain(a, b, kept);

        var run = await _stage.RunAsync();

        Assert.Equal([$"{call} a", $"{call} a", $"{call} b"], _stage.Calls);
        Assert.Equal(["succeeded", "succeeded", "kept"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Fact]
    public async Task A_lost_removal_is_made_again()
    {
        _stage.Operation = OperationKind.Uninstall;
        var a = _stage.Add("a");
        a.Verb = TaskVerb.Uninstall;
        await _stage.LeaveAsync(new RunEvent.AttemptIntended(0, 1, AttemptKind.Uninstall, null, null, default));

        var run = await _stage.RunAsync();

        Assert.Equal(["uninstall a"], _stage.Calls);
        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Fact]
    public async Task A_run_that_is_undone_does_not_ask_about_what_never_ran()
    {
        var (a, held) = (_stage.Add("a"), _stage.Add("held"));
        a.Rollback = true;
        held.Decide = _ => new StartDecision.Hold(new PlanReason("test", []), "before", MapValue.Empty, null);
        Assert.Equal(RunStatus.NeedsDecision, (await _stage.RunAsync()).Status);
        _stage.RollbackBy = "tester";

        Assert.Equal(RunStatus.RolledBack, (await _stage.RunAsync()).Status);
    }
}
