using TaskRunner.Access;
using TaskRunner.Diagnostics;

namespace TaskRunner.Operations.Settings;

/// <summary>Gives somebody access to the servers of this store.</summary>
public sealed class TokenCreateOperation(Workbench bench)
{
    private const int LongestName = 100;

    /// <param name="name">Whose it is; shown in lists and in the audit.</param>
    /// <param name="role">What they may: <c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
    /// <param name="lifetime">How long it holds; null: until it is revoked.</param>
    /// <param name="cancellationToken">Ends waiting for the store.</param>
    /// <param name="before">Called when all is right and nothing is kept yet; what it throws keeps it so.</param>
    /// <exception cref="RefusedException">The name or the role is none.</exception>
    public async Task<CreatedToken> RunAsync(
        string? name, string? role, TimeSpan? lifetime, CancellationToken cancellationToken, Func<AccessToken, ValueTask>? before = null)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl))
        {
            throw new RefusedException(RefusalKind.Usage, "TR6160", name ?? "");
        }

        if (AccessRoleWords.Parse(role) is not { } allowed)
        {
            throw new RefusedException(RefusalKind.Usage, "TR6161", role ?? "");
        }

        var secret = BearerSecret.New(bench.Random);
        var now = bench.Time.GetUtcNow();
        var token = new AccessToken(secret.Id, name, allowed, secret.Hash, now, lifetime is { } time ? now + time : null);
        if (before is not null)
        {
            await before(token).ConfigureAwait(false);
        }

        await bench.Store.WriteDocumentAsync(token.Document, token.ToValue(), cancellationToken).ConfigureAwait(false);
        return new CreatedToken(token, secret);
    }
}

/// <summary>A new token and, this once, its secret.</summary>
public sealed record CreatedToken(AccessToken Token, BearerSecret Secret);
