using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Runs;
using TaskRunner.Operations.Settings;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Applying;

/// <summary>Plans the application of a package to an installation. Reads the store, writes nothing.</summary>
internal sealed class ApplyPlanner(Workbench bench, PackageLibrary packages, RunLibrary runs)
{
    /// <param name="intent">What is wanted.</param>
    /// <param name="draws">The run is to begin: values that are generated are drawn now.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public async ValueTask<PreparedRun> PrepareAsync(ApplyIntent intent, bool draws, CancellationToken cancellationToken)
    {
        var start = await StartAsync(intent, cancellationToken).ConfigureAwait(false);
        var history = await HistoryReader
            .ReadAsync(bench.Store, intent.Installation, start.Choice.Continued?.Header.OperationId, onlyOperation: false, cancellationToken).ConfigureAwait(false);
        var (planned, configuration) = Plan(start, history, draws);
        planned = await PruneAsync(planned, history, cancellationToken).ConfigureAwait(false);
        return new PreparedRun(planned, Record(planned, configuration, start.World, history))
        {
            Continues = start.Choice.Continued?.Header.Id,
            OperationId = start.Choice.Continued?.Header.OperationId,
            Current = start.Installation ?? new InstallationRecord(intent.Installation, null, 0, null, null),
            Register = [.. start.Register],
            Opened = start.Opened,
            Last = start.Last,
            Warnings = [.. configuration.Diagnostics.Where(d => d.Severity == Severity.Warning)],
        };
    }

    /// <summary>What is asked and answered, without a word about what would be done.</summary>
    public async ValueTask<Questions> AskAsync(ApplyIntent intent, CancellationToken cancellationToken)
    {
        var start = await StartAsync(intent, cancellationToken).ConfigureAwait(false);
        var request = RequestOf(start);
        return new Questions(request, Resolve(request, start.World));
    }

    private async ValueTask<StartingPoint> StartAsync(ApplyIntent intent, CancellationToken cancellationToken)
    {
        var installation = await bench.Store.FindInstallationAsync(intent.Installation, cancellationToken).ConfigureAwait(false);
        var last = installation?.LastRun is { } id ? await runs.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        var opened = await OpenAsync(intent, last, cancellationToken).ConfigureAwait(false);
        var choice = OperationChoice.Of(intent, installation, last, opened.Package.Manifest);
        var register = await bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        var global = intent.Global is { } given ? GlobalConfiguration.Check(given) : null;
        var world = choice.Continued is { } continued
            ? new World(continued.Plan.Before, continued.Plan.Answers, global ?? continued.Plan.Global, continued.Plan.Services)
            : new World(
                installation,
                AnswersOf(installation, last),
                global ?? await bench.Store.ReadGlobalAsync(cancellationToken).ConfigureAwait(false),
                new ServiceSnapshot([.. register]));
        return new StartingPoint(intent, installation, last, opened, choice, register, world);
    }

    /// <summary>
    /// What the last success recorded; where there is none, what an install that failed was given, for with it were made the things
    /// it left behind.
    /// </summary>
    private static MapValue AnswersOf(InstallationRecord? installation, StoredRun? last) =>
        installation is { Package: null } && last is { Header.Operation: OperationKind.Install }
            ? last.Plan.Answers
            : installation?.Answers ?? MapValue.Empty;

    /// <summary>What may never change is what is installed: an answer only a failed run was given may be corrected.</summary>
    private ResolvedConfiguration Resolve(ConfigurationRequest request, World world)
    {
        var configuration = ConfigurationResolver.Resolve(request, bench.Vault);
        return configuration with
        {
            Diagnostics = configuration.Diagnostics.RemoveAll(d =>
                d.Code == ImmutableAnswers.Code && Pointer.Find(world.Before?.Answers, Pointer.Keys(d.Pointer!)) is null),
        };
    }

    private async ValueTask<OpenedPackage> OpenAsync(ApplyIntent intent, StoredRun? last, CancellationToken cancellationToken)
    {
        var source = intent.Package ?? last?.Header.Package.Digest
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6103", intent.Installation);
        return await packages.OpenAsync(source, cancellationToken).ConfigureAwait(false);
    }

    private PlanInputs InputsOf(StartingPoint start) => new()
    {
        Installation = start.Intent.Installation,
        Operation = start.Choice.Kind,
        Package = start.Opened.Package,
        Identity = start.Opened.Identity,
        Installed = start.World.Before?.Package,
        Types = bench.Types,
        Configuration = null!, // resolved over the facts that are the other inputs
        Continues = start.Choice.Continued is not null || start.Choice.Kind == OperationKind.Reapply,
        Services = start.World.Services,
        RecordedOutputs = start.World.Before?.Outputs ?? MapValue.Empty,
        Options = OptionsOf(start.Intent, start.Intent.Verb == ApplyVerb.Retry ? start.Choice.Continued?.Plan.Options : null),
    };

    private ConfigurationRequest RequestOf(StartingPoint start) => new()
    {
        Package = start.Opened.Package.Manifest,
        Inputs = start.Intent.Answers,
        Recorded = start.World.Answers,
        Established = start.World.Before?.Answers ?? MapValue.Empty,
        Global = start.World.Global,
        Facts = PlanNames.FactsOf(InputsOf(start)),
        Language = bench.Language,
    };

    private (PlannedRun Planned, ResolvedConfiguration Configuration) Plan(StartingPoint start, TaskHistory history, bool draws)
    {
        var (inputs, request) = (InputsOf(start), RequestOf(start));
        var configuration = Resolve(request, start.World);
        configuration.ThrowIfErrors();
        var planned = Planner.Make(inputs with { Configuration = configuration }, history);
        if (!draws || configuration.Pending.IsEmpty)
        {
            return (planned, configuration);
        }

        var drawn = GeneratedValues.Draw(configuration.Pending, bench.Random.GetBytes, bench.Vault);
        configuration = Resolve(request with { Drawn = drawn }, start.World);
        return (Planner.Make(inputs with { Configuration = configuration }, history), configuration);
    }

    /// <summary>A retry is the same operation: what was asked of the failed run is asked again, unless something else is said.</summary>
    private PlanOptions OptionsOf(ApplyIntent intent, PlanOptions? retried) => new()
    {
        Run = intent.Run,
        Reuse = intent.Reuse,
        From = intent.From,
        Only = intent.Only,
        Prune = intent.Prune || retried?.Prune == true,
        AllowDowngrade = intent.AllowDowngrade,
        Parallelism = intent.Settings.Parallelism ?? bench.Parallelism,
        RollbackOnFailure = intent.Settings.RollbackOnFailure ?? retried?.RollbackOnFailure,
        Timeout = intent.Settings.Timeout,
    };

    private async ValueTask<PlannedRun> PruneAsync(PlannedRun planned, TaskHistory history, CancellationToken cancellationToken)
    {
        if (!planned.Inputs.Options.Prune)
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
            Global = configuration.GlobalToRecord,
            Carried = PlanRecords.Carried(planned, history.Records),
            Standing = PlanRecords.Carried(planned, history.Standing),
        };

    /// <summary>What the operation found when it began; the same for all its runs.</summary>
    private sealed record World(InstallationRecord? Before, MapValue Answers, MapValue Global, ServiceSnapshot Services);

    /// <summary>Where the planning begins.</summary>
    private sealed record StartingPoint(
        ApplyIntent Intent,
        InstallationRecord? Installation,
        StoredRun? Last,
        OpenedPackage Opened,
        OperationChoice Choice,
        IReadOnlyList<Services.ServiceRecord> Register,
        World World);
}
