using TaskRunner.Diagnostics;
using TaskRunner.Services;

namespace TaskRunner.Operations.Register;

/// <summary>One service of the register.</summary>
public sealed class ServiceGetOperation(Workbench bench)
{
    /// <param name="name">Of the service.</param>
    /// <param name="refresh">Ask its task type how it is, and record what changed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">There is no such service.</exception>
    public async Task<ServiceRecord> RunAsync(string name, bool refresh, CancellationToken cancellationToken)
    {
        var service = await bench.Store.FindServiceAsync(name, cancellationToken).ConfigureAwait(false);
        if (service is null)
        {
            var known = await bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
            throw new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR6130", Severity.Error, Values.SourceSpan.None, [name])
            {
                DidYouMean = NearestName.Of(name, known.Select(s => s.Name)),
            }]);
        }

        return refresh ? await new ServiceLook(new OperationTools(bench)).RefreshAsync(service, cancellationToken).ConfigureAwait(false) : service;
    }
}
