using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations.Applying;
using TaskRunner.Operations.Packages;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;
using TaskRunner.Tracing;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations.Runs;

/// <summary>Carries a run out under a lease: a new one, or one that is open.</summary>
internal sealed class RunSession(Workbench bench, PackageLibrary packages, RunLibrary runs)
{
    public ValueTask<LeaseKeeper> AcquireAsync(string installation, string? runId, CancellationToken cancellationToken) => LeaseKeeper.AcquireAsync(
        bench.Store,
        Lease.ScopeOf(installation),
        bench.Host.ToHolder(bench.Runner, runId),
        BootClock.Instance,
        cancellationToken);

    public async Task<RunReport> BeginAsync(
        PreparedRun prepared, string runId, LeaseKeeper keeper, RunControls controls, CancellationToken cancellationToken)
    {
        await Beforehand.DoAsync(controls.Before).ConfigureAwait(false);
        if (prepared.Opened is { } opened)
        {
            await packages.StoreAsync(opened, cancellationToken).ConfigureAwait(false);
        }

        var folders = await FoldersAsync(prepared.Planned, cancellationToken).ConfigureAwait(false);
        var planned = prepared.Planned with { Files = new PackageFiles(folders.Of(prepared.Planned.Plan.Package.Digest)) };
        var earlier = await EarlierAsync(planned, folders, cancellationToken).ConfigureAwait(false);
        var now = bench.Time.GetUtcNow();
        var start = new RunEvent.RunStarted(
            runId,
            prepared.OperationId ?? runId,
            planned.Plan.Operation,
            prepared.Continues,
            planned.Plan.Tasks.Length,
            PlanRecordWriter.Write(prepared.Recorded),
            Released(planned),
            now);
        var header = new RunHeader(runId, planned.Plan.Installation, planned.Plan.Operation, planned.Plan.Package, planned.Plan.FromVersion, now)
        {
            Continues = prepared.Continues,
            OperationId = start.OperationId,
        };
        var carried = new CarriedRun(planned, prepared.Recorded, prepared.Undone, prepared.Current, prepared.Register, header);
        return await RunAsync(carried, RunJournal.Begin(start), earlier, folders, keeper, controls, null).ConfigureAwait(false);
    }

    /// <param name="stored">The open run.</param>
    /// <param name="keeper">Holds its installation.</param>
    /// <param name="controls">How it is watched and stopped.</param>
    /// <param name="rollbackBy">Who wants it undone; null: it goes on.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public async Task<RunReport> ContinueAsync(
        StoredRun stored, LeaseKeeper keeper, RunControls controls, string? rollbackBy, CancellationToken cancellationToken)
    {
        var planned = await runs.RebuildAsync(stored, cancellationToken).ConfigureAwait(false);
        await Beforehand.DoAsync(controls.Before).ConfigureAwait(false);
        var folders = await FoldersAsync(planned, cancellationToken).ConfigureAwait(false);
        var earlier = await EarlierAsync(planned, folders, cancellationToken).ConfigureAwait(false);
        var installation = await bench.Store.FindInstallationAsync(stored.Header.Installation, cancellationToken).ConfigureAwait(false);
        var register = await bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        var undone = stored.Plan.Operation == OperationKind.Rollback && stored.Header.Continues is { } id
            ? (await runs.GetAsync(id, cancellationToken).ConfigureAwait(false)).Plan
            : null;
        var carried = new CarriedRun(planned, stored.Plan, undone, installation!, register, stored.Header);
        var report = await RunAsync(carried, stored.Journal, earlier, folders, keeper, controls, rollbackBy).ConfigureAwait(false);
        if (report.Status.IsSettled())
        {
            WorkSite.RemoveWhatNobodyRead(bench.Paths, stored.Header.Id);
        }

        return report;
    }

    private async Task<RunReport> RunAsync(
        CarriedRun carried, RunJournal journal, EarlierTasks earlier, PackageFolders folders, LeaseKeeper keeper, RunControls controls, string? rollbackBy)
    {
        var control = controls.Control;
        await using var lost = keeper.Lost.Register(control.Abandon).ConfigureAwait(false);
        await using var asked = keeper.StopRequested.Register(() =>
            control.Stop(StopReason.Cancelled, StopStage.Asked, keeper.Request?.By)).ConfigureAwait(false);
        var view = controls.Observe?.Invoke(carried.Planned.Plan, carried.Header.Id);
        using var trace = RunTrace.Begin(carried.Planned.Plan, carried.Header, isNew: journal.Head == 0, keeper.Lease.Epoch, view);
        var request = new EngineRequest
        {
            Plan = carried.Planned.Plan,
            Lease = keeper.Lease,
            Header = carried.Header,
            Journal = journal,
            Work = new TaskWork(carried.Planned, earlier, folders, bench),
            Projection = new RunProjection(carried.Planned, carried.Installation, carried.Undone, carried.Register, bench.Time),
            Observer = trace ?? view,
            RollbackBy = rollbackBy,
            IsProved = () => keeper.IsProved,
            NotAfter = () => keeper.NotAfter,
            Locks = (scope, cancel) => LeaseKeeper.AcquireAsync(
                bench.Store, scope, bench.Host.ToHolder(bench.Runner, carried.Header.Id), BootClock.Instance, cancel),
            HostName = bench.Host.Host,
            Control = control,
        };
        var run = await CarryOutAsync(new Engine(bench.Store, bench.Launcher, bench.Time), request).ConfigureAwait(false);
        return RunReports.Of(carried.Header, run, carried.Recorded, isHeld: false) with
        {
            Outputs = PackageOutputs.Of(carried.Planned, run),
        };
    }

    private async ValueTask<RunState> CarryOutAsync(Engine engine, EngineRequest request)
    {
        try
        {
            return await engine.RunAsync(request).ConfigureAwait(false);
        }
        catch (StaleLeaseException)
        {
            throw await LostLease.ExplainAsync(bench.Store, request.Lease, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<PackageFolders> FoldersAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        var folders = new PackageFolders();
        foreach (var digest in planned.Sources.Select(s => s.Run.Plan.Package.Digest).Prepend(planned.Plan.Package.Digest).Distinct())
        {
            folders.Add(digest, await packages.UnpackAsync(digest, cancellationToken).ConfigureAwait(false));
        }

        return folders;
    }

    /// <summary>Tasks earlier runs released that this run may have to undo, before it runs them again or when all is rolled back.</summary>
    private async ValueTask<EarlierTasks> EarlierAsync(PlannedRun planned, PackageFolders folders, CancellationToken cancellationToken)
    {
        var tasks = new Dictionary<string, SourceTask>(StringComparer.Ordinal);
        for (var i = 0; i < planned.Decisions.Length; i++)
        {
            var (instance, record) = (planned.Graph.Instances[i], planned.Decisions[i].Record);
            if (instance.Group.Policy.Rollback && record is not null && MayBeUndone(record, planned.Inputs.Continues))
            {
                var source = await runs.SourceAsync(record.Run, instance.Name, cancellationToken).ConfigureAwait(false);
                var digest = source.Run.Plan.Package.Digest;
                folders.Add(digest, await packages.UnpackAsync(digest, cancellationToken).ConfigureAwait(false));
                tasks.Add(instance.Name, source);
            }
        }

        return new EarlierTasks(tasks);
    }

    private static bool MayBeUndone(TaskRecord record, bool continues) =>
        record.Fact == TaskFact.Unknown || (continues && record.Fact is TaskFact.Succeeded or TaskFact.Failed);

    private static ImmutableArray<int> Released(PlannedRun planned)
    {
        var released = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < planned.Decisions.Length; i++)
        {
            if (planned.Decisions[i].Record is { IsOfOperation: true, Fact: TaskFact.Succeeded or TaskFact.Failed or TaskFact.Unknown })
            {
                released.Add(i);
            }
        }

        return released.ToImmutable();
    }

    private sealed record CarriedRun(
        PlannedRun Planned,
        RecordedPlan Recorded,
        RecordedPlan? Undone,
        InstallationRecord Installation,
        IReadOnlyList<Services.ServiceRecord> Register,
        RunHeader Header);
}
