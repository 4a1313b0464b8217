using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.Stores;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>Somebody who wants the run over: starts runners, starts them again when they die, decides what is asked.</summary>
internal sealed class Person(Scene scene, string name)
{
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(3);
    private readonly Machine _machine = scene.Machine;
    private int _started;

    public async Task WorkAsync()
    {
        while (true)
        {
            await _machine.WaitAsync(_machine.Draw(LongestBreak));
            var run = await LookAsync();
            if (run?.Status.IsSettled() == true)
            {
                return;
            }

            var runner = scene.StartRunner($"{name}{++_started}", Choose(run));
            await runner.Ended;
        }
    }

    private async ValueTask<RunState?> LookAsync() =>
        await scene.Store.ReadHeadAsync(SimPackage.RunId, default) == 0
            ? null
            : (await RunJournal.LoadAsync(scene.Store, SimPackage.RunId, default)).State;

    private Wish Choose(RunState? run)
    {
        var mayUndo = !scene.Package.IsPure && scene.Package.Operation == Model.OperationKind.Install;
        return run?.Status switch
        {
            RunStatus.NeedsDecision when Asked(run) is { Count: > 0 } asked => asked[_machine.Random.Next(asked.Count)],
            RunStatus.RollbackFailed when _machine.OneIn(2) && Asked(run) is { Count: > 0 } asked => asked[_machine.Random.Next(asked.Count)],
            RunStatus.RollbackFailed => new Wish.Undo(),
            not null when mayUndo && _machine.OneIn(12) => new Wish.Undo(),
            not null when !scene.Package.IsPure && _machine.OneIn(30) => new Wish.Cancel(),
            _ => new Wish.GoOn(),
        };
    }

    private List<Wish.Decide> Asked(RunState run)
    {
        var asked = new List<Wish.Decide>();
        for (var task = 0; task < run.Count; task++)
        {
            asked.AddRange(from decision in Decisions.Allowed(run[task])
                           where decision != Decision.RolledBack || scene.Package.Verb == Planning.TaskVerb.Execute
                           select new Wish.Decide(task, decision));
        }

        return asked;
    }
}
