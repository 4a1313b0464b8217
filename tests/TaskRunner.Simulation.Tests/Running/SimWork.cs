using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Secrets;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>The tasks of a simulated package as the engine calls them.</summary>
internal sealed class SimWork(Machine machine, World world, ISecretVault vault, string runner) : ITaskWork
{
    private readonly SimPackage _package = world.Package;

    public StartDecision Decide(int task, RunState run) => _package.Tasks[task].Start switch
    {
        Start.Skip => new StartDecision.Skip(new PlanReason("test", [])),
        Start.Supply => new StartDecision.Supply(MapValue.Of(("of", Value.From(task)))),
        Start.Fail => new StartDecision.Fail(new TaskFailure("launch", null, "")),
        Start.Hold when run[task].Trouble.Decision is not Decision.NotExecuted =>
            new StartDecision.Hold(new PlanReason("test", []), "earlier", MapValue.Of(("of", Value.From(task))), "digest"),
        _ => new StartDecision.Run("digest"),
    };

    public AttemptWork Prepare(AttemptRequest attempt, RunState run) => AttemptOf(attempt, run).RunAsync;

    public ProbeWork PrepareProbe(AttemptRequest attempt, RunState run) => AttemptOf(attempt, run).ProbeAsync;

    /// <summary>What a task is given of those before it, as text.</summary>
    public static string InputOf(SimPackage package, int task, RunState run)
    {
        var parts = new List<string>();
        foreach (var before in package.Graph.Before(task))
        {
            parts.Add($"{before}={OutputText.Of(run[before].Outputs)}");
        }

        return string.Join(';', parts);
    }

    private SimAttempt AttemptOf(AttemptRequest attempt, RunState run) =>
        new(machine, world, vault, runner, attempt, InputOf(_package, attempt.Task, run));
}
