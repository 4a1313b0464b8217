using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>Keeps a secret in the store, sealed, for references <c>{$store: KEY}</c>. Attempts that begin later get the new value.</summary>
public sealed class SecretSetOperation(Workbench bench)
{
    private const int LongestKey = 253;
    private const int MostBytes = 1 << 20;

    /// <param name="key">What references name it by.</param>
    /// <param name="plaintext">The secret.</param>
    /// <param name="cancellationToken">Ends waiting for the store.</param>
    /// <returns>Whether it can be masked in logs: what is too short is kept all the same.</returns>
    /// <exception cref="RefusedException">The key is no key, or the secret is empty or too large.</exception>
    public async Task<bool> RunAsync(string key, string plaintext, CancellationToken cancellationToken)
    {
        if (key.Length is 0 or > LongestKey || key.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            throw new RefusedException(RefusalKind.Usage, "TR6150", key);
        }

        if (plaintext.Length == 0)
        {
            throw new RefusedException(RefusalKind.Usage, "TR6151", key);
        }

        if (plaintext.Length > MostBytes)
        {
            throw new RefusedException(RefusalKind.Usage, "TR6152", key, $"{MostBytes}");
        }

        await bench.Store.WriteSecretAsync(key, bench.Vault.Seal(Value.From(plaintext)), cancellationToken).ConfigureAwait(false);
        return !SecretTexts.IsTooShort(plaintext);
    }
}
