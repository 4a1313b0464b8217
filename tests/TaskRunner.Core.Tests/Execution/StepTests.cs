using Microsoft.Extensions.Time.Testing;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution;

public sealed class StepTests
{
    private static readonly ProcessSpec Process = new()
    {
        FileName = "true",
        Environment = new Dictionary<string, string>(),
        WorkingDirectory = "/",
        StdoutPath = "out",
        StderrPath = "err",
        Timeout = TimeSpan.FromSeconds(1),
        Grace = TimeSpan.FromSeconds(1),
    };

    private readonly Stage _stage = new();

    public static TheoryData<ProcessOutcome, string> Ends => new()
    {
        { new ProcessOutcome.Exited(3), """{"exit":3}""" },
        { new ProcessOutcome.Signalled(9), """{"signal":9}""" },
        { new ProcessOutcome.Stopped(StopCause.Timeout, true), """{"stopped":"timeout","killed":true}""" },
        { new ProcessOutcome.NotStarted("no such file"), """{"notStarted":"no such file"}""" },
        { new ProcessOutcome.Lost("reaped"), """{"lost":"reaped"}""" },
        { new ProcessOutcome.Exited(0) { Leftovers = ["42 daemon"] }, """{"exit":0,"leftovers":["42 daemon"]}""" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task However_a_process_ends_the_task_hears_of_it_and_the_journal_keeps_it(ProcessOutcome end, string record)
    {
        _stage.ProcessEnd = end;
        ProcessOutcome? heard = null;
        _stage.Add("a").Execute = async (steps, _) =>
        {
            heard = await steps.RunAsync("main", Process);
            return Actor.Succeeded();
        };

        await _stage.RunAsync();

        Assert.Same(end, heard);
        Assert.Equal(record, Assert.Single(_stage.Events.OfType<RunEvent.StepSettled>()).Outcome.ToString());
    }

    [Fact]
    public async Task A_step_cannot_be_a_process_once_and_an_effect_once()
    {
        _stage.Add("a").Execute = async (steps, _) =>
        {
            await steps.RunAsync("main", Process);
            await steps.EffectAsync("main", _ => new(Value.Null));
            return Actor.Succeeded();
        };

        var run = await _stage.RunAsync();

        Assert.Equal("exception", run[0].Trouble.Failure!.Reason);
    }

    [Fact]
    public async Task An_effect_begins_only_after_its_begin_is_durable_and_a_step_asked_for_twice_runs_once()
    {
        var a = _stage.Add("a");
        var effects = 0;
        var begun = false;
        a.Execute = async (steps, _) =>
        {
            async ValueTask<Value> Effect(CancellationToken _)
            {
                effects++;
                begun = (await _stage.ReadAsync())[0].Trouble.Steps.Any(s => s.Step == "write");
                return Value.From(1);
            }

            var first = await steps.EffectAsync("write", Effect);
            var second = await steps.EffectAsync("write", Effect);
            return Actor.Succeeded(("same", Value.From(first.Equals(second))));
        };

        var run = await _stage.RunAsync();

        Assert.Equal((1, true), (effects, begun));
        Assert.Equal(Value.True, run[0].Outputs!["same"]);
        Assert.Single(_stage.Events.OfType<RunEvent.StepSettled>());
    }

    [Fact]
    public async Task An_effect_over_its_time_fails_as_timeout()
    {
        var time = new FakeTimeProvider();
        _stage.Time = time;
        _stage.Add("a").Execute = async (steps, _) =>
        {
            await steps.EffectAsync("wait", async cancelled =>
            {
                time.Advance(TimeSpan.FromHours(1));
                await Task.Delay(Timeout.Infinite, cancelled);
                return Value.Null;
            });
            return Actor.Succeeded();
        };

        var run = await _stage.RunAsync();

        Assert.Equal("timeout", run[0].Trouble.Failure!.Reason);
    }
}
