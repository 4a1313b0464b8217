using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations;

/// <summary>
/// What the tasks of a run read. The plan of a run never changes, and to make it again costs more than to look at it, so whoever looks
/// often keeps this.
/// </summary>
public sealed class RunInputs
{
    private readonly PlannedRun? _planned;

    private RunInputs(PlannedRun? planned) => _planned = planned;

    /// <exception cref="RefusedException">There is no such run.</exception>
    public static async Task<RunInputs> LoadAsync(Workbench bench, string runId, CancellationToken cancellationToken)
    {
        var runs = new OperationTools(bench).Runs;
        var stored = await runs.GetAsync(runId, cancellationToken).ConfigureAwait(false);
        try
        {
            return new RunInputs(await runs.RebuildAsync(stored, cancellationToken).ConfigureAwait(false));
        }
        catch (RefusedException)
        {
            return new RunInputs(null); // its package is gone; the rest of the picture stands
        }
    }

    /// <summary>The spec as the task gets it, secrets as fingerprints; null where a task before it has not given what it reads, or it has none.</summary>
    internal Value? Of(int task, RunState run)
    {
        try
        {
            return _planned?.InstanceAt(task) is { Inner: null } instance ? instance.Group.Spec.Render(new RunNames(_planned, run).Of(instance)) : null;
        }
        catch (Exception e) when (e is ExpressionException or RefusedException)
        {
            return null; // not known yet
        }
    }
}
