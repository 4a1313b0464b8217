using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Planning;

namespace TaskRunner.Work;

/// <summary>The tasks of a planned run as the engine calls them.</summary>
internal sealed class TaskWork(PlannedRun planned, EarlierTasks earlier, PackageFolders folders, Workbench bench) : ITaskWork
{
    private readonly StartJudge _judge = new(planned, bench.Vault);
    private readonly WorkSite _site = new(bench.Paths);

    public StartDecision Decide(int task, RunState run) =>
        planned.InstanceAt(task) is { } instance ? _judge.Decide(instance, run) : new StartDecision.Run(null);

    public AttemptWork Prepare(AttemptRequest attempt, RunState run) => AttemptOf(attempt, run).RunAsync;

    public ProbeWork PrepareProbe(AttemptRequest attempt, RunState run) => AttemptOf(attempt, run).ProbeAsync;

    private Attempt AttemptOf(AttemptRequest attempt, RunState run)
    {
        var subject = SubjectOf(attempt, run);
        return new Attempt(attempt, subject, folders.Of(subject.Planned.Plan.Package.Digest), bench, _site);
    }

    private AttemptSubject SubjectOf(AttemptRequest attempt, RunState run)
    {
        if (planned.SourceAt(attempt.Task) is { } source)
        {
            return AttemptSubject.Of(source.Run, source.Instance, source.State);
        }

        var instance = planned.Graph.Instances[attempt.Task];
        return attempt.Kind == AttemptKind.Rollback && run[attempt.Task].Attempts == 0 && earlier.Find(instance.Name) is { } before
            ? AttemptSubject.Of(before.Run, before.Instance, before.State)
            : AttemptSubject.Of(planned, instance, run);
    }
}
