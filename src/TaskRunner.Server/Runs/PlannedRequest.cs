using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Plans;
using TaskRunner.Values;

namespace TaskRunner.Server.Runs;

/// <summary>Plans what a request asks for, and makes the request fit to be kept: its answers sealed, with the plan that must still hold.</summary>
internal static class PlannedRequest
{
    /// <param name="bench">In the caller's name.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="begins">The run is to begin now: what the operation refuses is refused here, in the same order.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="RefusedException">It cannot be planned, for every reason at once.</exception>
    public static async ValueTask<(PlanResult Plan, RunRequest Ready)> MakeAsync(Workbench bench, RunRequest request, bool begins, CancellationToken cancellationToken)
    {
        if (request.Operation is "rollback" or "uninstall")
        {
            var kind = request.Operation == "rollback" ? OperationKind.Rollback : OperationKind.Uninstall;
            var target = request.Run ?? request.Installation;
            return (await new UndoPlanOperation(bench).RunAsync(target, kind, cancellationToken).ConfigureAwait(false), request);
        }

        if (request.Operation == "retry")
        {
            return await RetryAsync(bench, request, cancellationToken).ConfigureAwait(false);
        }

        var apply = request.ToApply();
        var verb = request.Operation == "install" ? OperationKind.Install : OperationKind.Upgrade;
        var plan = begins
            ? await new PlanOperation(bench).RunAsync(apply, verb, cancellationToken).ConfigureAwait(false)
            : await new PlanOperation(bench).RunAsync(apply, cancellationToken).ConfigureAwait(false);
        var answers = (await new QuestionsOperation(bench).RunAsync(apply, cancellationToken).ConfigureAwait(false)).Configuration.Answers;
        return (plan, request with { Answers = answers, Inputs = [], SavedPlan = request.SavedPlan ?? Fingerprint(plan) });
    }

    /// <summary>Of an operation that undoes there is nothing to be answered, and its plan is the one that was refused or failed.</summary>
    private static async ValueTask<(PlanResult Plan, RunRequest Ready)> RetryAsync(Workbench bench, RunRequest request, CancellationToken cancellationToken)
    {
        _ = await bench.Store.FindInstallationAsync(request.Installation, cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6103", request.Installation); // and not the run of that name
        var last = await new StatusOperation(bench).RunAsync(request.Installation, cancellationToken).ConfigureAwait(false);
        if (last.Run.Operation is OperationKind.Rollback or OperationKind.Uninstall)
        {
            if (last.Run.Status == RunStatus.Succeeded)
            {
                throw new RefusedException(RefusalKind.NotAllowed, "TR6113", request.Installation, last.Run.RunId);
            }

            return (await new UndoPlanOperation(bench).RunAsync(request.Installation, last.Run.Operation, cancellationToken).ConfigureAwait(false), request);
        }

        var retry = request.ToRetry();
        var plan = await new PlanOperation(bench).RunAsync(retry, cancellationToken).ConfigureAwait(false);
        return (plan, request with { Inputs = [], Answers = request.Answers is null && request.Inputs.IsEmpty ? null : await SealedAsync(bench, request, last.Run, cancellationToken).ConfigureAwait(false) });
    }

    private static async ValueTask<MapValue> SealedAsync(Workbench bench, RunRequest request, RunReport last, CancellationToken cancellationToken)
    {
        var apply = request.ToApply() with { Package = request.Package ?? last.Package.Digest, AllowDowngrade = true };
        return (await new QuestionsOperation(bench).RunAsync(apply, cancellationToken).ConfigureAwait(false)).Configuration.Answers;
    }

    /// <summary>What must still hold; the plan itself is made again.</summary>
    private static MapValue Fingerprint(PlanResult plan) => plan.Saved.Without("plan");
}
