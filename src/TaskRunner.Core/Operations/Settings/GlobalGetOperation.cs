using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>The stored global configuration; an empty map before it was first set.</summary>
public sealed class GlobalGetOperation(Workbench bench)
{
    public async Task<MapValue> RunAsync(CancellationToken cancellationToken) =>
        await bench.Store.ReadGlobalAsync(cancellationToken).ConfigureAwait(false);
}
