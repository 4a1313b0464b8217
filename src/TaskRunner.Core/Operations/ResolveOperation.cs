using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations;

/// <summary>Records what a person decided about a task whose outcome nobody knows: the only way out of <c>needs-decision</c>.</summary>
public sealed class ResolveOperation(Workbench bench)
{
    /// <param name="request">What was decided, by whom and why.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <param name="before">Called when all is right and nothing is written yet, under the run's lease; what it throws keeps it so.</param>
    /// <returns>The run with the decision; it goes on with <c>resume</c>.</returns>
    /// <exception cref="RefusedException">The decision cannot be taken of this task now.</exception>
    public async Task<RunReport> RunAsync(ResolveRequest request, CancellationToken cancellationToken, Func<ValueTask>? before = null)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new RefusedException(RefusalKind.Usage, "TR6137");
        }

        var tools = new OperationTools(bench);
        var found = await tools.FindRunAsync(request.Run, cancellationToken).ConfigureAwait(false);
        await using var keeper = await tools.Session.AcquireAsync(found.Header.Installation, found.Header.Id, cancellationToken).ConfigureAwait(false);
        var run = await tools.Runs.GetAsync(found.Header.Id, cancellationToken).ConfigureAwait(false); // as it is under the lease
        var task = FindTask(run, request);
        CheckPossible(run, task, request);
        var planned = await tools.Runs.RebuildAsync(run, cancellationToken).ConfigureAwait(false);
        var outputs = await OutputsAsync(planned, run, task, request, cancellationToken).ConfigureAwait(false);
        var decision = new RunEvent.DecisionRecorded(task, request.Decision, outputs, request.Reason, request.By, bench.Time.GetUtcNow());
        await Beforehand.DoAsync(before).ConfigureAwait(false);
        await WriteAsync(run, planned, keeper.Lease, decision, cancellationToken).ConfigureAwait(false);
        return RunReports.Of(run.Header, run.State, run.Plan, isHeld: false);
    }

    private static int FindTask(StoredRun run, ResolveRequest request)
    {
        for (var i = 0; i < run.Plan.Tasks.Length; i++)
        {
            if (run.Plan.Tasks[i].Name == request.Task)
            {
                return i;
            }
        }

        throw new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR6122", Severity.Error, SourceSpan.None, [run.Header.Id, request.Task])
        {
            DidYouMean = NearestName.Of(request.Task, run.Plan.Tasks.Select(t => t.Name)),
        }]);
    }

    private static void CheckPossible(StoredRun run, int task, ResolveRequest request)
    {
        if (!run.IsOpen)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6117", run.Header.Id, run.State.Status.ToWord(), run.Header.Installation);
        }

        var word = WordOf(request.Decision);
        var recorded = run.Plan.Tasks[task];
        if (recorded.Verb != TaskVerb.Execute && request.Decision == Decision.RolledBack)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6136", word, OperationNames.Of(run.Header.Operation));
        }

        var state = run.State[task];
        if (!Decisions.Allowed(state).Contains(request.Decision))
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6123", recorded.Name, run.Header.Id, state.Word, word);
        }
    }

    /// <summary>What a person says a task gave must fit its contract like what it would have written.</summary>
    private async ValueTask<MapValue> OutputsAsync(
        PlannedRun planned, StoredRun run, int task, ResolveRequest request, CancellationToken cancellationToken)
    {
        var written = request.ReadOutputs();
        var keepsEarlier = run.State[task].Trouble.HeldOutputs is { Entries.IsEmpty: false } && written.Entries.IsEmpty;
        if (request.Decision != Decision.Succeeded || keepsEarlier || planned.InstanceAt(task) is not { } instance)
        {
            return MapValue.Empty;
        }

        var names = new RunNames(planned, run.State).Of(instance);
        var revealed = (MapValue)await bench.Vault.RevealAsync(names, cancellationToken).ConfigureAwait(false);
        var contract = new OutputContract(instance.Definition, names, revealed, new RevealedSecrets().Add(names, revealed), bench.Vault);
        var outputs = contract.Settle(written);
        return outputs is not null && contract.Dropped.Count == 0
            ? outputs
            : throw new RefusedException(
                RefusalKind.Invalid, "TR6124", instance.Name, outputs is null ? contract.Breach().Message.ToString() : string.Join(", ", contract.Dropped));
    }

    private async ValueTask WriteAsync(
        StoredRun run, PlannedRun planned, Lease lease, RunEvent.DecisionRecorded decision, CancellationToken cancellationToken)
    {
        var installation = await bench.Store.FindInstallationAsync(run.Header.Installation, cancellationToken).ConfigureAwait(false);
        var register = await bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        run.State.Apply(decision);
        using var codec = new RunEventCodec();
        var commit = new StoreCommit
        {
            Lease = lease,
            RunId = run.Header.Id,
            Records = [.. codec.Write([decision], run.Journal.Head, lease.Epoch, Guid.NewGuid)],
            Run = run.Header with { Summary = run.State.Status.ToWord() },
        };
        var projection = new RunProjection(planned, installation!, null, register, bench.Time);
        await bench.Store.CommitAsync(projection.Project([decision], run.State, commit), cancellationToken).ConfigureAwait(false);
    }

    private static string WordOf(Decision decision) => decision switch
    {
        Decision.Succeeded => "succeeded",
        Decision.Failed => "failed",
        Decision.NotExecuted => "not-executed",
        _ => "rolled-back",
    };
}
