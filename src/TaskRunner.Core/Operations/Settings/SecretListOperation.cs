namespace TaskRunner.Operations.Settings;

/// <summary>The keys of the secrets the store keeps; what is under them nobody is shown.</summary>
public sealed class SecretListOperation(Workbench bench)
{
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken) =>
        await bench.Store.ListSecretsAsync(cancellationToken).ConfigureAwait(false);
}
