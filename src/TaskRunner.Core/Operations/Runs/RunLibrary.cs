using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations.Packages;
using TaskRunner.Planning;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>Reads runs back from the store and makes their plans again.</summary>
internal sealed class RunLibrary(Workbench bench, PackageLibrary packages)
{
    private readonly Dictionary<string, (StoredRun Stored, PlannedRun Planned)> _rebuilt = new(StringComparer.Ordinal);

    /// <returns>Null where there is no such run.</returns>
    public async ValueTask<StoredRun?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        if (await bench.Store.FindRunAsync(runId, cancellationToken).ConfigureAwait(false) is not { } header)
        {
            return null;
        }

        var journal = await RunJournal.LoadAsync(bench.Store, runId, cancellationToken).ConfigureAwait(false);
        return new StoredRun(header, journal, PlanRecordReader.Read(journal.State.Start.Plan));
    }

    /// <exception cref="RefusedException">There is no such run.</exception>
    public async ValueTask<StoredRun> GetAsync(string runId, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException(RefusalKind.NotFound, "TR6101", runId);

    /// <summary>The newest run of an installation, or null.</summary>
    public async ValueTask<StoredRun?> FindLastAsync(string installation, CancellationToken cancellationToken) =>
        await bench.Store.FindInstallationAsync(installation, cancellationToken).ConfigureAwait(false) is { LastRun: { } last }
            ? await FindAsync(last, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The plan of a stored run again, from its first record and the stored package.</summary>
    public async ValueTask<PlannedRun> RebuildAsync(StoredRun stored, CancellationToken cancellationToken)
    {
        if (_rebuilt.TryGetValue(stored.Header.Id, out var known))
        {
            return known.Planned;
        }

        var plan = stored.Plan;
        var inputs = await InputsAsync(plan, cancellationToken).ConfigureAwait(false);
        var sources = await SourcesAsync(plan, cancellationToken).ConfigureAwait(false);
        var planned = plan.Operation is OperationKind.Rollback or OperationKind.Uninstall
            ? UndoPlanner.Make(inputs, plan.Policy, sources, plan.Operation == OperationKind.Rollback ? TaskVerb.Rollback : TaskVerb.Uninstall)
            : UndoPlanner.Append(Planner.Rebuild(inputs, DecisionsOf(plan), plan.Kept), sources, plan.SourceEdges, TaskVerb.Uninstall);
        _rebuilt.Add(stored.Header.Id, (stored, planned));
        return planned;
    }

    /// <summary>A task of an earlier run with its run's plan and state.</summary>
    public async ValueTask<SourceTask> SourceAsync(string runId, string task, CancellationToken cancellationToken)
    {
        if (!_rebuilt.TryGetValue(runId, out var known))
        {
            var stored = await GetAsync(runId, cancellationToken).ConfigureAwait(false);
            await RebuildAsync(stored, cancellationToken).ConfigureAwait(false);
            known = _rebuilt[runId];
        }

        return known.Planned.Graph.Find(task) is { } instance
            ? new SourceTask(known.Planned, known.Stored.State, instance)
            : throw new RefusedException(RefusalKind.Store, "TR6102", task, runId);
    }

    private static ImmutableArray<TaskDecision> DecisionsOf(RecordedPlan plan) =>
        [.. plan.Tasks.Where(t => t.Source is null).Select(t => t.Decision)];

    private async ValueTask<ImmutableArray<SourceTask>> SourcesAsync(RecordedPlan plan, CancellationToken cancellationToken)
    {
        var sources = ImmutableArray.CreateBuilder<SourceTask>();
        foreach (var task in plan.Tasks)
        {
            if (task.Source is { } source)
            {
                sources.Add(await SourceAsync(source.Run, task.Name, cancellationToken).ConfigureAwait(false));
            }
        }

        return sources.ToImmutable();
    }

    private async ValueTask<PlanInputs> InputsAsync(RecordedPlan plan, CancellationToken cancellationToken)
    {
        var package = await packages.LoadAsync(plan.Package.Digest, cancellationToken).ConfigureAwait(false);
        var inputs = new PlanInputs
        {
            Installation = plan.Installation,
            Operation = plan.Operation,
            Package = package,
            Identity = plan.Package,
            Installed = plan.Before?.Package,
            Types = bench.Types,
            Configuration = null!, // resolved below, over the facts that are the other inputs
            Continues = plan.Continues,
            Services = plan.Services,
            RecordedOutputs = plan.Before?.Outputs ?? Values.MapValue.Empty,
            Options = plan.Options,
        };
        var configuration = ConfigurationResolver.Resolve(
            new ConfigurationRequest
            {
                Package = package.Manifest,
                Recorded = plan.Answers,
                Global = plan.Global,
                Facts = PlanNames.FactsOf(inputs),
                Language = bench.Language,
            },
            bench.Vault);
        if (plan.Operation is not (OperationKind.Rollback or OperationKind.Uninstall))
        {
            configuration.ThrowIfErrors();
        }

        return inputs with { Configuration = configuration };
    }
}
