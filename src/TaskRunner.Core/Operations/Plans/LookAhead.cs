using System.Collections.Concurrent;
using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Operations.Applying;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.TaskTypes;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations.Plans;

/// <summary>Asks the task types what their tasks would change, for tasks whose inputs are known before the run. Only reads.</summary>
internal sealed class LookAhead
{
    private const int AtATime = 8;

    private readonly PlannedRun _planned;
    private readonly Workbench _bench;

    public LookAhead(Workbench bench, PlannedRun planned)
    {
        _planned = planned;
        _bench = bench with { Vault = new UndrawnVault(bench.Vault, planned.Inputs.Configuration.Pending, bench.Random.GetBytes) };
    }

    /// <returns>By index of the task; those nobody can tell anything about are left out.</returns>
    /// <exception cref="RefusedException">Something stands in the way of a task that no other task could remove; all of it at once.</exception>
    public async ValueTask<ImmutableDictionary<int, TaskPreview>> LookAsync(PreviewDepth depth, CancellationToken cancellationToken)
    {
        var asked = _planned.Graph.Instances.Where(MayAsk).ToList();
        if (asked.Count == 0)
        {
            return ImmutableDictionary<int, TaskPreview>.Empty;
        }

        var names = new PlanTimeNames(_planned);
        var known = asked.Select(i => (Instance: i, Names: names.Of(i))).Where(a => a.Names is not null).ToList();
        var previews = new ConcurrentDictionary<int, TaskPreview>();
        var folder = Directory.CreateTempSubdirectory("taskrunner-plan-").FullName;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(known, options, async (a, cancel) =>
            {
                if (await LookAsync(a.Instance, a.Names!, depth, folder, cancel).ConfigureAwait(false) is { } preview)
                {
                    previews[a.Instance.Index] = Soften(a.Instance, preview);
                }
            }).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var errors = previews.OrderBy(p => p.Key).SelectMany(p => p.Value.Problems).Select(p => p.Diagnostic).Where(d => d.Severity == Severity.Error);
        ImmutableArray<Diagnostic> all = [.. errors.Distinct(SameDiagnostic.Comparer)];
        return all.IsEmpty ? previews.ToImmutableDictionary() : throw new RefusedException(RefusalKind.NotAllowed, all);
    }

    private bool MayAsk(TaskInstance instance) =>
        instance.Group.Policy.Capabilities.HasFlag(TaskCapabilities.Preview)
        && _planned.Decisions[instance.Index].Action == PlanAction.Run
        && instance is { Inner: null, Group.Type: not null };

    private async ValueTask<TaskPreview?> LookAsync(
        TaskInstance instance, MapValue names, PreviewDepth depth, string folder, CancellationToken cancellationToken)
    {
        var request = new AttemptRequest(instance.Index, 0, AttemptKind.Execute, "", 0, null) { Look = RunIds.New(_bench.Time.GetUtcNow(), _bench.Random) };
        var subject = new AttemptSubject(_planned, instance)
        {
            Names = names,
            Outputs = _planned.Decisions[instance.Index].Record?.Outputs ?? MapValue.Empty,
            Recorded = [],
            Key = instance.Name,
        };
        var stop = new StopSignals(cancellationToken, cancellationToken);
        var attempt = new Attempt(request, subject, Path.GetFullPath(_planned.Inputs.Package.Directory), _bench, new WorkSite(WorkbenchPaths.Under(folder)));
        try
        {
            var asked = depth == PreviewDepth.Problems && !RunsBefore(instance.Index) ? PreviewDepth.Access : depth;
            return await attempt.PreviewAsync(asked, new LooseSteps(_bench.Launcher, stop), stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RefusedException or ExpressionException)
        {
            return null; // a secret that is not to be had, or an input that is not right: the run says so with the task
        }
    }

    /// <summary>What a task that runs before could remove is only worth knowing.</summary>
    private TaskPreview Soften(TaskInstance instance, TaskPreview preview)
    {
        var runsBefore = new Lazy<bool>(() => RunsBefore(instance.Index));
        return preview with
        {
            Problems = [.. preview.Problems.Select(p => p.MayPass && runsBefore.Value ? p with { Diagnostic = p.Diagnostic with { Severity = Severity.Warning } } : p)],
        };
    }

    private bool RunsBefore(int task)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>([task]);
        while (open.TryPop(out var at))
        {
            foreach (var before in _planned.Graph.Graph.Before(at))
            {
                if (_planned.Decisions[before].Action is PlanAction.Run or PlanAction.Decide && _planned.Graph.Instances[before].Inner is null)
                {
                    return true;
                }

                if (seen.Add(before))
                {
                    open.Push(before);
                }
            }
        }

        return false;
    }
}
