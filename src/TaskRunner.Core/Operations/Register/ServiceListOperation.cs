using System.Collections.Immutable;
using TaskRunner.Services;

namespace TaskRunner.Operations.Register;

/// <summary>The register, as it is recorded or after a look at each service.</summary>
public sealed class ServiceListOperation(Workbench bench)
{
    /// <param name="refresh">Ask the task types how their services are, and record what changed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="before">Called before the first look at a service; what it throws keeps all as it is.</param>
    public async Task<ImmutableArray<ServiceRecord>> RunAsync(bool refresh, CancellationToken cancellationToken, Func<ValueTask>? before = null)
    {
        var services = await bench.Store.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        if (!refresh)
        {
            return [.. services];
        }

        await Beforehand.DoAsync(before).ConfigureAwait(false);
        var look = new ServiceLook(new OperationTools(bench));
        var seen = ImmutableArray.CreateBuilder<ServiceRecord>(services.Count);
        foreach (var service in services)
        {
            seen.Add(await look.RefreshAsync(service, cancellationToken).ConfigureAwait(false));
        }

        return seen.ToImmutable();
    }
}
