using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>Replaces the stored global configuration.</summary>
public sealed class GlobalSetOperation(Workbench bench)
{
    /// <exception cref="RefusedException">It is not a map, or uses a reserved key.</exception>
    public async Task RunAsync(Value global, CancellationToken cancellationToken)
    {
        var map = GlobalConfiguration.Check(global);
        await bench.Store.WriteGlobalAsync(map, cancellationToken).ConfigureAwait(false);
    }
}
