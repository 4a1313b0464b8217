using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Stores;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>The installation's record follows its run, as the operations have it.</summary>
internal sealed class Projection : IRunProjection
{
    public StoreCommit Project(IReadOnlyList<RunEvent> events, RunState run, StoreCommit commit)
    {
        foreach (var happened in events)
        {
            var record = new InstallationRecord(SimPackage.Installation, null, 0, run.RunId, null);
            commit = happened switch
            {
                RunEvent.RunStarted => commit with { Installation = record },
                RunEvent.RunSettled { Status: RunStatus.Succeeded } => commit with { Installation = record with { SucceededRun = run.RunId } },
                _ => commit,
            };
        }

        return commit;
    }
}
