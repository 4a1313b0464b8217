using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>What a run's events change beside its journal: the register, and at its two ends the installation.</summary>
internal sealed class RunProjection(PlannedRun planned, InstallationRecord before, RecordedPlan? undone, IReadOnlyList<ServiceRecord> services, TimeProvider time)
    : IRunProjection
{
    private readonly RegisterProjection _register = new(planned, services, time);

    public StoreCommit Project(IReadOnlyList<RunEvent> events, RunState run, StoreCommit commit)
    {
        var changes = new ServiceChanges();
        foreach (var happened in events)
        {
            _register.Apply(happened, run, changes);
            commit = happened switch
            {
                RunEvent.RunStarted => commit with { Installation = before with { LastRun = run.RunId } },
                RunEvent.RunSettled { Status: RunStatus.Succeeded } => commit with { Installation = Succeed(run) },
                _ => commit,
            };
            if (happened is RunEvent.RunSettled { Status: RunStatus.Succeeded })
            {
                SettleRegister(changes);
            }
        }

        return changes.AddTo(commit);
    }

    /// <summary>The recorded version is that of the last succeeded operation; a failed one never moves it.</summary>
    private InstallationRecord Succeed(RunState run)
    {
        var next = before with { LastRun = run.RunId, Revision = before.Revision + 1 };
        return planned.Plan.Operation switch
        {
            OperationKind.Rollback => Restore(next),
            OperationKind.Uninstall => next with
            {
                Package = null,
                SucceededRun = null,
                Outputs = MapValue.Empty,
                Answers = MapValue.Empty,
                Requires = MapValue.Empty,
            },
            _ when planned.Inputs.Options.Only is not null && IsIncomplete(run) => before with { LastRun = run.RunId },
            _ => next with
            {
                Package = planned.Plan.Package,
                SucceededRun = run.RunId,
                Outputs = OutputsOf(run),
                Answers = planned.Inputs.Configuration.Answers,
                Requires = RequiresOf(planned.Inputs.Package.Manifest),
            },
        };
    }

    /// <summary>Entries no task's own undoing touched: of tasks that were kept, or whose mode ran nothing.</summary>
    private void SettleRegister(ServiceChanges changes)
    {
        if (undone is not null)
        {
            foreach (var name in undone.Tasks.Select(t => t.Service).OfType<string>())
            {
                changes.Restore(name, undone.Services.Find(name) is { } old && old.Installation == before.Name ? old : null);
            }
        }
        else if (planned.Plan.Operation == OperationKind.Uninstall)
        {
            foreach (var mine in services.Where(s => s.Installation == before.Name))
            {
                changes.Remove(mine.Name);
            }
        }
    }

    private InstallationRecord Restore(InstallationRecord next)
    {
        var old = undone?.Before;
        return next with
        {
            Package = old?.Package,
            SucceededRun = old?.SucceededRun,
            Outputs = old?.Outputs ?? MapValue.Empty,
            Answers = old?.Answers ?? MapValue.Empty,
            Requires = old?.Requires ?? MapValue.Empty,
        };
    }

    /// <summary>With <c>--only</c>, tasks that never succeeded were left out: the operation is not complete.</summary>
    private bool IsIncomplete(RunState run)
    {
        for (var i = 0; i < planned.Decisions.Length; i++)
        {
            if (planned.Decisions[i].Reason.Code == "plan-skip-only" && run[i].State == TaskState.Skipped)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of a task that was skipped now, what was recorded earlier stays.</summary>
    private MapValue OutputsOf(RunState run)
    {
        var outputs = planned.Inputs.RecordedOutputs.Entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        for (var i = 0; i < planned.Plan.Tasks.Length; i++)
        {
            var (task, recorded) = (planned.Plan.Tasks[i], run[i].Outputs);
            if (task.Verb == TaskVerb.Uninstall)
            {
                outputs.Remove(task.Name);
            }
            else if (recorded is { Entries.IsEmpty: false } && run[i].State is TaskState.Succeeded or TaskState.Reused)
            {
                outputs[task.Name] = recorded;
            }
        }

        outputs[PackageOutputs.Key] = PackageOutputs.Of(planned, run);
        return new MapValue([.. outputs.Select(o => new MapEntry(o.Key, o.Value))]);
    }

    private static MapValue RequiresOf(PackageManifest manifest) =>
        new([.. manifest.RequiredServices.Select(r => new MapEntry(r.Service, Value.From(r.Range.Text)))]);
}
