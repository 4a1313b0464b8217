using System.Collections.Concurrent;
using TaskRunner.Access;
using TaskRunner.Operations;
using TaskRunner.Stores;

namespace TaskRunner.Server.Access;

/// <summary>
/// Knows the tokens of the store. What was read holds for a second, so that thousands of requests are not as many reads, and a token
/// that was revoked elsewhere is refused a second later; what this server revokes it forgets at once.
/// </summary>
internal sealed class TokenBook(Workbench bench)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private const int MostRemembered = 1000;

    private readonly ConcurrentDictionary<string, (AccessToken? Token, long ReadAt)> _known = new(StringComparer.Ordinal);

    /// <returns>Null where the token is not known, was revoked or has expired.</returns>
    public async ValueTask<AccessToken?> FindAsync(BearerSecret secret, CancellationToken cancellationToken)
    {
        var token = await FindAsync(secret.Id, cancellationToken).ConfigureAwait(false);
        return token is not null && secret.Matches(token.Hash) ? token : null;
    }

    public async ValueTask<AccessToken?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(id, out var known) || bench.Time.GetElapsedTime(known.ReadAt) > Fresh)
        {
            if (_known.Count > MostRemembered)
            {
                _known.Clear(); // ids nobody has were tried
            }

            known = (await ReadAsync(id, cancellationToken).ConfigureAwait(false), bench.Time.GetTimestamp());
            _known[id] = known;
        }

        return known.Token is { } token && token.HoldsAt(bench.Time.GetUtcNow()) ? token : null;
    }

    public void Forget(string id) => _known.TryRemove(id, out _);

    private async ValueTask<AccessToken?> ReadAsync(string id, CancellationToken cancellationToken) =>
        await bench.Store.FindDocumentAsync($"{AccessToken.Kind}/{id}", cancellationToken).ConfigureAwait(false) is { } document
            ? AccessToken.Read(document)
            : null;
}
