using TaskRunner.Diagnostics;
using TaskRunner.Journal;

namespace TaskRunner.Operations.Runs;

/// <summary>While a run is open, every other operation on its installation is refused and told the ways on.</summary>
internal static class OpenRuns
{
    /// <exception cref="RefusedException">The run is open.</exception>
    public static void Refuse(StoredRun run)
    {
        if (run.IsOpen)
        {
            var code = run.State.Status switch
            {
                RunStatus.NeedsDecision => "TR6115",
                RunStatus.RollbackFailed => "TR6116",
                _ => "TR6110",
            };
            throw new RefusedException(RefusalKind.NotAllowed, code, run.Header.Installation, run.Header.Id, run.State.Status.ToWord());
        }
    }
}
