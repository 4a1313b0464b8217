using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>Plans the application of a package to an installation. Reads the store, writes nothing.</summary>
internal sealed class ApplyPlanner(Workbench bench, PackageLibrary packages, RunLibrary runs)
{
    /// <param name="intent">What is wanted.</param>
    /// <param name="draws">The run is to begin: values that are generated are drawn now.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public async ValueTask<PreparedRun> PrepareAsync(ApplyIntent intent, bool draws, CancellationToken cancellationToken)
    {
        var installation = await bench.Store.FindInstallationAsync(intent.Installation, cancellationToken).ConfigureAwait(false);
        var last = installation?.LastRun is { } id ? await runs.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        var opened = await OpenAsync(intent, last, cancellationToken).ConfigureAwait(false);
        var choice = OperationChoice.Of(intent, installation, last, opened.Package.Manifest);
        var register = await bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        var world = choice.Continued is { } continued
            ? new World(continued.Plan.Before, continued.Plan.Answers, intent.Global ?? continued.Plan.Global, continued.Plan.Services)
            : new World(
                installation,
                installation?.Answers ?? MapValue.Empty,
                intent.Global ?? await bench.Store.ReadGlobalAsync(cancellationToken).ConfigureAwait(false),
                new ServiceSnapshot([.. register]));
        var history = await HistoryReader
            .ReadAsync(bench.Store, intent.Installation, choice.Continued?.Header.OperationId, onlyOperation: false, cancellationToken).ConfigureAwait(false);
        var (planned, configuration) = Plan(intent, opened, choice, world, history, draws);
        planned = await PruneAsync(intent, planned, history, cancellationToken).ConfigureAwait(false);
        return new PreparedRun(planned, Record(planned, configuration, world, history))
        {
            Continues = choice.Continued?.Header.Id,
            OperationId = choice.Continued?.Header.OperationId,
            Current = installation ?? new InstallationRecord(intent.Installation, null, 0, null, null),
            Register = [.. register],
            Opened = opened,
            Last = last,
            Warnings = [.. configuration.Diagnostics.Where(d => d.Severity == Severity.Warning)],
        };
    }

    private async ValueTask<OpenedPackage> OpenAsync(ApplyIntent intent, StoredRun? last, CancellationToken cancellationToken)
    {
        var source = intent.Package ?? last?.Header.Package.Digest
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6103", intent.Installation);
        return await packages.OpenAsync(source, cancellationToken).ConfigureAwait(false);
    }

    private (PlannedRun Planned, ResolvedConfiguration Configuration) Plan(
        ApplyIntent intent, OpenedPackage opened, OperationChoice choice, World world, TaskHistory history, bool draws)
    {
        var inputs = new PlanInputs
        {
            Installation = intent.Installation,
            Operation = choice.Kind,
            Package = opened.Package,
            Identity = opened.Identity,
            Installed = world.Before?.Package,
            Types = bench.Types,
            Configuration = null!, // resolved below, over the facts that are the other inputs
            Continues = choice.Continued is not null || choice.Kind == OperationKind.Reapply,
            Services = world.Services,
            RecordedOutputs = world.Before?.Outputs ?? MapValue.Empty,
            Options = OptionsOf(intent),
        };
        var request = new ConfigurationRequest
        {
            Package = opened.Package.Manifest,
            Inputs = intent.Answers,
            Recorded = world.Answers,
            Global = world.Global,
            Facts = PlanNames.FactsOf(inputs),
            Language = bench.Language,
        };
        var configuration = ConfigurationResolver.Resolve(request, bench.Vault);
        configuration.ThrowIfErrors();
        var planned = Planner.Make(inputs with { Configuration = configuration }, history);
        if (!draws || configuration.Pending.IsEmpty)
        {
            return (planned, configuration);
        }

        var drawn = GeneratedValues.Draw(configuration.Pending, bench.Random.GetBytes, bench.Vault);
        configuration = ConfigurationResolver.Resolve(request with { Drawn = drawn }, bench.Vault);
        return (Planner.Make(inputs with { Configuration = configuration }, history), configuration);
    }

    private PlanOptions OptionsOf(ApplyIntent intent) => new()
    {
        Run = intent.Run,
        Reuse = intent.Reuse,
        From = intent.From,
        Only = intent.Only,
        Prune = intent.Prune,
        AllowDowngrade = intent.AllowDowngrade,
        Parallelism = intent.Settings.Parallelism ?? bench.Parallelism,
        RollbackOnFailure = intent.Settings.RollbackOnFailure,
        Timeout = intent.Settings.Timeout,
    };

    private async ValueTask<PlannedRun> PruneAsync(
        ApplyIntent intent, PlannedRun planned, TaskHistory history, CancellationToken cancellationToken)
    {
        if (!intent.Prune)
        {
            return planned;
        }

        var sources = ImmutableArray.CreateBuilder<SourceTask>();
        foreach (var kept in planned.Plan.Kept.Where(k => planned.Graph.Find(k.Name) is null))
        {
            sources.Add(await runs.SourceAsync(history.Standing[kept.Name].Run, kept.Name, cancellationToken).ConfigureAwait(false));
        }

        var prunable = sources.ToImmutable().RemoveAll(s => !s.Instance.Group.Policy.Capabilities.HasFlag(TaskCapabilities.Uninstall));
        return prunable.IsEmpty ? planned : UndoPlanner.Prune(planned, prunable);
    }

    private RecordedPlan Record(PlannedRun planned, ResolvedConfiguration configuration, World world, TaskHistory history) =>
        PlanRecords.Of(planned, bench.ToolVersion) with
        {
            Before = world.Before,
            Answers = configuration.Answers,
            Global = world.Global,
            Carried = PlanRecords.Carried(planned, history.Records),
            Standing = PlanRecords.Carried(planned, history.Standing),
        };

    /// <summary>What the operation found when it began; the same for all its runs.</summary>
    private sealed record World(InstallationRecord? Before, MapValue Answers, MapValue Global, ServiceSnapshot Services);
}
