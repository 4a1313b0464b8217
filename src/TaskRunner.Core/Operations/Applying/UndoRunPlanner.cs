using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Applying;

/// <summary>Plans the operations rollback and uninstall. Reads the store, writes nothing.</summary>
internal sealed class UndoRunPlanner(OperationTools tools)
{
    private readonly Workbench _bench = tools.Bench;

    /// <exception cref="RefusedException">There is no such installation or run.</exception>
    public async ValueTask<string> InstallationOfAsync(string target, CancellationToken cancellationToken) =>
        (await _bench.Store.FindRunAsync(target, cancellationToken).ConfigureAwait(false))?.Installation
        ?? (await _bench.Store.FindInstallationAsync(target, cancellationToken).ConfigureAwait(false))?.Name
        ?? throw new RefusedException(RefusalKind.NotFound, "TR6105", target);

    public async ValueTask<PreparedRun> PrepareAsync(
        string target, OperationKind operation, RunSettings settings, CancellationToken cancellationToken)
    {
        var name = await InstallationOfAsync(target, cancellationToken).ConfigureAwait(false);
        var current = (await _bench.Store.FindInstallationAsync(name, cancellationToken).ConfigureAwait(false))!;
        var last = await tools.Runs.FindLastAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6104", name);
        OpenRuns.Refuse(last);
        var register = await _bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        var subject = operation == OperationKind.Rollback
            ? await RolledBackAsync(target, name, cancellationToken).ConfigureAwait(false)
            : await UninstalledAsync(current, last, register, cancellationToken).ConfigureAwait(false);
        var history = await HistoryReader.ReadAsync(
            _bench.Store,
            name,
            operation == OperationKind.Rollback ? subject.Header.OperationId : null,
            onlyOperation: operation == OperationKind.Rollback,
            cancellationToken).ConfigureAwait(false);
        var sources = await SourcesAsync(operation, history, cancellationToken).ConfigureAwait(false);
        if (operation == OperationKind.Uninstall && sources.IsEmpty && current.Package is null)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6104", name);
        }

        var planned = await PlanAsync(operation, settings, current, subject, sources, new ServiceSnapshot([.. register]), cancellationToken).ConfigureAwait(false);
        return new PreparedRun(planned, PlanRecords.Of(planned, _bench.ToolVersion) with
        {
            Before = current,
            Answers = subject.Plan.Answers,
            Global = subject.Plan.Global,
        })
        {
            Current = current,
            Register = [.. register],
            Undone = operation == OperationKind.Rollback ? subject.Plan : null,
            Continues = operation == OperationKind.Rollback ? subject.Header.Id : null,
            Last = last,
        };
    }

    private async ValueTask<PlannedRun> PlanAsync(
        OperationKind operation,
        RunSettings settings,
        InstallationRecord current,
        StoredRun subject,
        ImmutableArray<SourceTask> sources,
        ServiceSnapshot register,
        CancellationToken cancellationToken)
    {
        var inputs = (await tools.Runs.RebuildAsync(subject, cancellationToken).ConfigureAwait(false)).Inputs with
        {
            Operation = operation,
            Identity = subject.Plan.Package,
            Installed = current.Package,
            Services = register,
            Continues = false,
            Options = new PlanOptions(),
        };
        var policy = new RunPolicy(settings.Parallelism ?? _bench.Parallelism, RollbackScope.None, SiblingsRule.Finish, settings.Timeout);
        return UndoPlanner.Make(inputs, policy, sources, operation == OperationKind.Rollback ? TaskVerb.Rollback : TaskVerb.Uninstall);
    }

    /// <summary>The last run of the newest operation that still stands.</summary>
    private async ValueTask<StoredRun> RolledBackAsync(string target, string name, CancellationToken cancellationToken)
    {
        var headers = await _bench.Store.ListRunsAsync(name, cancellationToken).ConfigureAwait(false);
        var operations = headers.ToDictionary(h => h.Id, h => h.OperationId, StringComparer.Ordinal);
        var undone = UndoneOperations.Of(headers);
        var newest = headers.FirstOrDefault(h => h.Operation != OperationKind.Rollback && !undone.Contains(h.OperationId))
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6114", name);
        if (target != name && operations[target] != newest.OperationId)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6127", target, name, newest.Id);
        }

        return newest.Operation == OperationKind.Uninstall
            ? throw new RefusedException(RefusalKind.NotAllowed, "TR6128", newest.Id, OperationNames.Of(newest.Operation))
            : await tools.Runs.GetAsync(newest.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The run whose package stands for the installation: the last success, else the last try.</summary>
    private async ValueTask<StoredRun> UninstalledAsync(
        InstallationRecord current, StoredRun last, IReadOnlyList<Services.ServiceRecord> register, CancellationToken cancellationToken)
    {
        var mine = register.Where(s => s.Installation == current.Name).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var needed = new DiagnosticBag();
        foreach (var other in await _bench.Store.ListInstallationsAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var requirement in other.Requires.Entries.Where(r => other.Name != current.Name && mine.Contains(r.Key)))
            {
                needed.Error("TR6125", Values.SourceSpan.None, requirement.Key, current.Name, other.Name, ((Values.StringValue)requirement.Value).Text);
            }
        }

        needed.ThrowIfErrors(RefusalKind.NotAllowed);
        return current.SucceededRun is { } run ? await tools.Runs.GetAsync(run, cancellationToken).ConfigureAwait(false) : last;
    }

    private async ValueTask<ImmutableArray<SourceTask>> SourcesAsync(
        OperationKind operation, TaskHistory history, CancellationToken cancellationToken)
    {
        var sources = ImmutableArray.CreateBuilder<SourceTask>();
        foreach (var (name, record) in history.Standing)
        {
            if (record.Fact is not TaskFact.Supplied && (operation == OperationKind.Uninstall || record.IsOfOperation))
            {
                sources.Add(await tools.Runs.SourceAsync(record.Run, name, cancellationToken).ConfigureAwait(false));
            }
        }

        return sources.ToImmutable();
    }
}
