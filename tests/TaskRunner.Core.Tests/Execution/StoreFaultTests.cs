using TaskRunner.Diagnostics;
using TaskRunner.Journal;

namespace TaskRunner.Core.Tests.Execution;

/// <summary>Faults of the store that the simulation found badly answered.</summary>
public sealed class StoreFaultTests
{
    private readonly Stage _stage = new();

    public StoreFaultTests()
    {
        _stage.Add("a");
        _stage.OnRefused = () => _stage.IsFull = false;
    }

    [Fact]
    public async Task A_run_whose_first_commit_is_refused_is_refused_and_is_not_there()
    {
        _stage.IsFull = true;

        await Assert.ThrowsAsync<RefusedException>(_stage.RunAsync);

        Assert.Equal(0, await _stage.Store.ReadHeadAsync("run", TestContext.Current.CancellationToken));
        Assert.Empty(_stage.Calls);
    }

    [Fact]
    public async Task An_end_that_is_written_at_the_second_try_is_the_end_in_lists_too()
    {
        _stage.OnObserved = () => _stage.IsFull = _stage.Events[^1] is RunEvent.AttemptSettled;

        await Assert.ThrowsAsync<RefusedException>(_stage.RunAsync);

        var run = await _stage.ReadAsync();
        var header = await _stage.Store.FindRunAsync("run", TestContext.Current.CancellationToken);
        Assert.Equal((RunStatus.Succeeded, "succeeded"), (run.Status, header!.Summary));
    }
}
