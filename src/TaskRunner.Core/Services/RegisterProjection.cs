using TaskRunner.Execution;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Packages.Checking;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Services;

/// <summary>
/// What a run's events mean for the service register, written in the same transaction: an intent sets <c>updating</c>, an
/// outcome <c>ready</c> or <c>unknown</c>, a rollback brings back the entry from before, an uninstall removes it.
/// </summary>
internal sealed class RegisterProjection(PlannedRun planned, IReadOnlyList<ServiceRecord> register, TimeProvider time)
{
    private readonly Dictionary<int, AttemptKind> _kinds = [];
    private readonly Dictionary<string, ServiceRecord> _last = register.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public void Apply(RunEvent happened, RunState run, ServiceChanges changes)
    {
        if (happened is not RunEvent.OfTask { Task: var task })
        {
            return;
        }

        if (happened is RunEvent.AttemptIntended intended)
        {
            _kinds[task] = intended.Kind;
        }
        else if (happened is RunEvent.AttemptAdopted adopted)
        {
            _kinds[task] = adopted.Kind;
        }

        if (planned.Plan.Tasks[task].Service is not { } service)
        {
            return;
        }

        switch (happened)
        {
            case RunEvent.AttemptIntended { Kind: AttemptKind.Execute }:
                Put(changes, run, task, service, ServiceState.Updating);
                break;
            case RunEvent.AttemptSettled settled:
                Settle(changes, run, task, service, settled.Outcome);
                break;
            case RunEvent.ProbeSettled { Outcome: ProbeOutcome.Done done }:
                Put(changes, run, task, service, ServiceState.Ready, done.Outputs, done.ServiceVersion ?? VersionOf(task), done.ServiceFacts);
                break;
            case RunEvent.TaskSupplied supplied:
                Put(changes, run, task, service, ServiceState.External, supplied.Outputs, VersionOf(task));
                break;
            case RunEvent.AttemptNotReleased when !run[task].Released:
                changes.Restore(service, Before(task, service));
                break;
            case RunEvent.AttemptLost or RunEvent.TaskLeftUnknown:
                Put(changes, run, task, service, ServiceState.Unknown);
                break;
            case RunEvent.TaskKept when planned.Plan.Tasks[task].Verb == TaskVerb.Uninstall:
                changes.Remove(service);
                break;
            case RunEvent.DecisionRecorded decision:
                Decide(changes, run, task, service, decision);
                break;
        }
    }

    private void Settle(ServiceChanges changes, RunState run, int task, string service, TaskOutcome outcome)
    {
        switch (_kinds.GetValueOrDefault(task, KindOf(planned.Plan.Tasks[task].Verb)), outcome)
        {
            case (AttemptKind.Execute, TaskOutcome.Succeeded done):
                Put(changes, run, task, service, ServiceState.Ready, done.Outputs, done.ServiceVersion ?? VersionOf(task), done.ServiceFacts);
                break;
            case (AttemptKind.Rollback, TaskOutcome.Succeeded):
                changes.Restore(service, Before(task, service));
                break;
            case (AttemptKind.Uninstall, TaskOutcome.Succeeded):
                changes.Remove(service);
                break;
            case (AttemptKind.Probe, _):
                break;
            default:
                Put(changes, run, task, service, ServiceState.Unknown);
                break;
        }
    }

    private void Decide(ServiceChanges changes, RunState run, int task, string service, RunEvent.DecisionRecorded decision)
    {
        switch (decision.Decision)
        {
            case Decision.Succeeded when planned.Plan.Tasks[task].Verb == TaskVerb.Execute:
                Put(changes, run, task, service, ServiceState.Ready, run[task].Outputs ?? decision.Outputs, VersionOf(task));
                break;
            case Decision.RolledBack or Decision.NotExecuted:
                changes.Restore(service, Before(task, service));
                break;
        }
    }

    private static AttemptKind KindOf(TaskVerb verb) => verb switch
    {
        TaskVerb.Rollback => AttemptKind.Rollback,
        TaskVerb.Uninstall => AttemptKind.Uninstall,
        _ => AttemptKind.Execute,
    };

    /// <summary>The entry when the operation began that is now undone; one of another installation was never ours to restore.</summary>
    private ServiceRecord? Before(int task, string service)
    {
        var snapshot = planned.SourceAt(task) is { } source ? source.Run.Inputs.Services : planned.Inputs.Services;
        return snapshot.Find(service) is { } before && before.Installation == planned.Plan.Installation ? before : null;
    }

    private void Put(ServiceChanges changes, RunState run, int task, string service, ServiceState state, MapValue? outputs = null, string? version = null, MapValue? facts = null)
    {
        var before = _last.GetValueOrDefault(service);
        var record = new ServiceRecord(
            service,
            TypeOf(task),
            version ?? before?.Version,
            state,
            outputs ?? before?.Outputs ?? MapValue.Empty,
            planned.Plan.Installation,
            run.RunId,
            planned.Plan.Tasks[task].Name,
            time.GetUtcNow())
        {
            Facts = facts ?? before?.Facts ?? MapValue.Empty,
        };
        _last[service] = record;
        changes.Put(record);
    }

    private string TypeOf(int task) => planned.InstanceAt(task)?.Definition.Service?.Type ?? planned.Plan.Tasks[task].Type;

    /// <summary>The declared version where it needs nothing of the run, else the package's.</summary>
    private string? VersionOf(int task)
    {
        if (planned.InstanceAt(task) is not { } instance)
        {
            return null;
        }

        var written = instance.Definition.Service?.Version;
        var tree = written is null ? default : TaskGroup.Compile(written);
        return written is not null && !tree.References.Any(r => r.Root == "tasks" || ManifestScopes.Found.Contains(r.Root)) && Render(tree, instance) is { } version
            ? version
            : instance.Level.Manifest.Version.ToString();
    }

    private static string? Render(TemplateTree tree, TaskInstance instance)
    {
        try
        {
            return tree.Render(PlanNames.OfInstance(instance)) switch
            {
                StringValue text => text.Text,
                NumberValue number => number.Literal,
                _ => null,
            };
        }
        catch (ExpressionException)
        {
            return null; // needs what only an attempt knows; the package's version stands in
        }
    }
}
