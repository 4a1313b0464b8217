using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Outside;

/// <summary>A process of a task, with a life of its own: it goes on when whoever started it is stopped or dead.</summary>
internal sealed class Child
{
    private readonly Machine _machine;
    private readonly World _world;
    private readonly Act _act;
    private readonly TaskCompletionSource<ProcessOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Child(Machine machine, World world, Job job, string starter)
    {
        (_machine, _world) = (machine, world);
        _act = world.Package.ActOf(job.Task, job.Kind, job.Number, job.Step);
        Deed = world.Begin(job, isProcess: true, starter);
        Deed.HasOffspring = _act.ForksOff;
        machine.After(_act.Takes, Exit);
    }

    public Deed Deed { get; }

    /// <summary>The leader has ended; what it left behind may live.</summary>
    public Task<ProcessOutcome> LeaderEnded => _ended.Task;

    /// <summary>TERM to the group, and after the grace KILL to the tree.</summary>
    public void Stop(StopCause cause, TimeSpan grace)
    {
        if (_act.HearsTerm)
        {
            _machine.After(TimeSpan.FromMilliseconds(200), () => Cut(new ProcessOutcome.Stopped(cause, Killed: false)));
        }

        _machine.After(grace, () => Kill(new ProcessOutcome.Stopped(cause, Killed: true)));
    }

    /// <summary>The whole tree, at once.</summary>
    public void Kill(ProcessOutcome seen)
    {
        Cut(seen);
        _world.EndOffspring(Deed);
    }

    private void Exit()
    {
        if (Deed.End is null)
        {
            _world.Finish(Deed, _act.ExitCode);
            _ended.TrySetResult(Deed.End!);
        }
    }

    private void Cut(ProcessOutcome end)
    {
        if (Deed.End is null)
        {
            _world.Cut(Deed, end);
            _ended.TrySetResult(end);
        }
    }
}
