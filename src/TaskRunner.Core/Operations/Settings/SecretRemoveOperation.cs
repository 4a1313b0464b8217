using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>Removes a secret from the store; references to it fail from then on when an attempt begins.</summary>
public sealed class SecretRemoveOperation(Workbench bench)
{
    /// <exception cref="RefusedException">There is none under this key.</exception>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        var keys = await bench.Store.ListSecretsAsync(cancellationToken).ConfigureAwait(false);
        if (!keys.Contains(key))
        {
            throw new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR7050", Severity.Error, SourceSpan.None, [key]) { DidYouMean = NearestName.Of(key, keys) }]);
        }

        await bench.Store.WriteSecretAsync(key, null, cancellationToken).ConfigureAwait(false);
    }
}
