using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>Replaces the stored global configuration.</summary>
public sealed class GlobalSetOperation(Workbench bench)
{
    /// <param name="global">The whole of it.</param>
    /// <param name="cancellationToken">Ends waiting for the store.</param>
    /// <param name="before">Called when all is right and nothing is kept yet; what it throws keeps it so.</param>
    /// <exception cref="RefusedException">It is not a map, or uses a reserved key.</exception>
    public async Task RunAsync(Value global, CancellationToken cancellationToken, Func<ValueTask>? before = null)
    {
        var map = GlobalConfiguration.Check(global);
        await Beforehand.DoAsync(before).ConfigureAwait(false);
        await bench.Store.WriteGlobalAsync(map, cancellationToken).ConfigureAwait(false);
    }
}
