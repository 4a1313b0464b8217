using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations.Applying;
using TaskRunner.Operations.Runs;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Work;

namespace TaskRunner.Operations.Register;

/// <summary>Looks how a service is, through the status of the task that registered it, with the code and answers of then.</summary>
internal sealed class ServiceLook(OperationTools tools)
{
    private readonly Workbench _bench = tools.Bench;

    /// <summary>What was found, recorded where it differs. A service whose type cannot look stays as it is recorded.</summary>
    public async ValueTask<ServiceRecord> RefreshAsync(ServiceRecord service, CancellationToken cancellationToken)
    {
        if (service.State == ServiceState.External || await StateOfAsync(service, cancellationToken).ConfigureAwait(false) is not { } state)
        {
            return service;
        }

        var now = service with { State = state, UpdatedAt = _bench.Time.GetUtcNow() };
        if (state == service.State || await _bench.Store.RefreshServiceAsync(service, now, cancellationToken).ConfigureAwait(false))
        {
            return state == service.State ? service : now;
        }

        // Somebody wrote it in between: what they wrote is newer than the look.
        return await _bench.Store.FindServiceAsync(service.Name, cancellationToken).ConfigureAwait(false) ?? now with { State = ServiceState.Missing };
    }

    /// <returns>Null where nobody can look.</returns>
    private async ValueTask<ServiceState?> StateOfAsync(ServiceRecord service, CancellationToken cancellationToken)
    {
        var source = await tools.Runs.SourceAsync(service.Run, service.Task, cancellationToken).ConfigureAwait(false);
        if (!source.Instance.Group.Policy.Capabilities.HasFlag(TaskCapabilities.Status))
        {
            return null;
        }

        var folder = await tools.Packages.UnpackAsync(source.Run.Plan.Package.Digest, cancellationToken).ConfigureAwait(false);
        var request = new AttemptRequest(source.Instance.Index, 0, AttemptKind.Probe, source.RunId, 0, null)
        {
            Look = RunIds.New(_bench.Time.GetUtcNow(), _bench.Random),
        };
        var subject = AttemptSubject.Of(source.Run, source.Instance, source.State);
        var stop = new StopSignals(cancellationToken, cancellationToken);
        try
        {
            return await new Attempt(request, subject, folder, _bench, new WorkSite(_bench.Paths))
                .LookAsync(new LooseSteps(_bench.Launcher, stop), stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RefusedException or Expressions.ExpressionException)
        {
            return ServiceState.Unknown; // a secret or an input is not to be had any more: nothing can be said
        }
    }
}
