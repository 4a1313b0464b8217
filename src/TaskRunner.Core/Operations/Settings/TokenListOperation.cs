using System.Collections.Immutable;
using TaskRunner.Access;
using TaskRunner.Operations.Runs;
using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>Who has access to the servers of this store, revoked and expired tokens included.</summary>
public sealed class TokenListOperation(Workbench bench)
{
    public async Task<ImmutableArray<AccessToken>> RunAsync(CancellationToken cancellationToken) =>
    [
        .. (await bench.Store.ListDocumentsAsync(AccessToken.Kind, cancellationToken).ConfigureAwait(false))
            .Select(d => AccessToken.Read(d.Value)).OrderBy(t => t.CreatedAt),
    ];

    /// <summary>What <c>token list -o json</c> prints: never a hash.</summary>
    public static ListValue ToValue(IEnumerable<AccessToken> tokens, DateTimeOffset now) => new([.. tokens.Select(t => (Value)ToValue(t, now))]);

    public static MapValue ToValue(AccessToken token, DateTimeOffset now) => MapValue.Of(
        ("id", Value.From(token.Id)),
        ("name", Value.From(token.Name)),
        ("role", Value.From(token.Role.ToWord())),
        ("state", Value.From(StateOf(token, now))),
        ("createdAt", RunDocument.Time(token.CreatedAt)),
        ("expiresAt", RunDocument.Time(token.ExpiresAt)),
        ("revokedAt", RunDocument.Time(token.RevokedAt)));

    /// <summary><c>valid</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public static string StateOf(AccessToken token, DateTimeOffset now) =>
        token.RevokedAt is not null ? "revoked" : token.HoldsAt(now) ? "valid" : "expired";
}
