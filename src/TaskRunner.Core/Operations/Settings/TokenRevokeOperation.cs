using TaskRunner.Access;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>Takes access back; a server notices within a second.</summary>
public sealed class TokenRevokeOperation(Workbench bench)
{
    /// <param name="id">Of the token, as lists show it.</param>
    /// <param name="cancellationToken">Ends waiting for the store.</param>
    /// <param name="before">Called when there is such a token and before it is taken back; what it throws keeps it so.</param>
    /// <exception cref="RefusedException">There is no such token.</exception>
    public async Task<AccessToken> RunAsync(string id, CancellationToken cancellationToken, Func<ValueTask>? before = null)
    {
        var tokens = await new TokenListOperation(bench).RunAsync(cancellationToken).ConfigureAwait(false);
        var token = tokens.FirstOrDefault(t => t.Id == id)
            ?? throw new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR6162", Severity.Error, SourceSpan.None, [id])
            {
                DidYouMean = NearestName.Of(id, tokens.Select(t => t.Id)),
            }]);
        await Beforehand.DoAsync(before).ConfigureAwait(false);
        if (token.RevokedAt is not null)
        {
            return token;
        }

        var revoked = token with { RevokedAt = bench.Time.GetUtcNow() };
        await bench.Store.WriteDocumentAsync(revoked.Document, revoked.ToValue(), cancellationToken).ConfigureAwait(false);
        return revoked;
    }
}
