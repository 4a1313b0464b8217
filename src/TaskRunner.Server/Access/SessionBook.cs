using System.Collections.Concurrent;
using System.Globalization;
using TaskRunner.Access;
using TaskRunner.Operations;
using TaskRunner.Server.SignIn;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Access;

/// <summary>
/// Sessions of browsers, begun with a token and never longer than it, or at an OpenID provider. They are in the store, so that a page goes on after the server
/// was restarted; the cookie has a secret of its own, so that the token is in no browser.
/// </summary>
internal sealed class SessionBook(Workbench bench, TokenBook tokens)
{
    private const string Kind = "session";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, Session> _known = new(StringComparer.Ordinal);

    public ValueTask<(string Cookie, DateTimeOffset ExpiresAt)> BeginAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var until = bench.Time.GetUtcNow() + Longest;
        return BeginAsync(hash => new Session(token.Id, null, hash, token.ExpiresAt is { } end && end < until ? end : until), cancellationToken);
    }

    public ValueTask<(string Cookie, DateTimeOffset ExpiresAt)> BeginAsync(Identity identity, TimeSpan length, CancellationToken cancellationToken)
    {
        var until = bench.Time.GetUtcNow() + (length < Longest ? length : Longest);
        return BeginAsync(hash => new Session(null, identity, hash, until), cancellationToken);
    }

    private async ValueTask<(string Cookie, DateTimeOffset ExpiresAt)> BeginAsync(Func<string, Session> make, CancellationToken cancellationToken)
    {
        var secret = BearerSecret.New(bench.Random);
        var session = make(secret.Hash);
        await bench.Store.WriteDocumentAsync($"{Kind}/{secret.Id}", session.ToValue(), cancellationToken).ConfigureAwait(false);
        _known[secret.Id] = session;
        return (secret.Reveal(), session.ExpiresAt);
    }

    public async ValueTask<Caller?> FindAsync(string cookie, CancellationToken cancellationToken)
    {
        if (BearerSecret.Parse(cookie) is not { } secret
            || await ReadAsync(secret.Id, cancellationToken).ConfigureAwait(false) is not { } session
            || !secret.Matches(session.Hash)
            || session.ExpiresAt <= bench.Time.GetUtcNow())
        {
            return null;
        }

        if (session.Identity is { } identity)
        {
            return Caller.Of(identity) with { ExpiresAt = session.ExpiresAt, SessionId = secret.Id };
        }

        return await tokens.FindAsync(session.TokenId!, cancellationToken).ConfigureAwait(false) is { } token
            ? Caller.Of(token) with { ExpiresAt = session.ExpiresAt, SessionId = secret.Id }
            : null;
    }

    /// <summary>Whether a session that was begun is still there; who logs out ends what their page looks at, too.</summary>
    public async ValueTask<bool> HoldsAsync(string id, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } session && bench.Time.GetUtcNow() < session.ExpiresAt;

    public async ValueTask EndAsync(string id, CancellationToken cancellationToken)
    {
        _known.TryRemove(id, out _);
        await bench.Store.WriteDocumentAsync($"{Kind}/{id}", null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what has run out; once, when a server starts.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, document) in await bench.Store.ListDocumentsAsync(Kind, cancellationToken).ConfigureAwait(false))
        {
            if (Session.Read(document).ExpiresAt <= bench.Time.GetUtcNow())
            {
                await bench.Store.WriteDocumentAsync(name, null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<Session?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(id, out var known))
        {
            return known;
        }

        if (await bench.Store.FindDocumentAsync($"{Kind}/{id}", cancellationToken).ConfigureAwait(false) is not { } document)
        {
            return null;
        }

        return _known[id] = Session.Read(document);
    }

    /// <summary>Of a token, or of whom a provider vouched for when it began.</summary>
    private sealed record Session(string? TokenId, Identity? Identity, string Hash, DateTimeOffset ExpiresAt)
    {
        public MapValue ToValue() => MapValue.Of(
            ("token", Value.From(TokenId)),
            ("name", Value.From(Identity?.Name)),
            ("role", Value.From(Identity?.Role.ToWord())),
            ("hash", Value.From(Hash)),
            ("expiresAt", Value.From(ExpiresAt.ToString("O", CultureInfo.InvariantCulture))));

        public static Session Read(MapValue map)
        {
            var until = DateTimeOffset.Parse(Text(map, "expiresAt")!, CultureInfo.InvariantCulture);
            var identity = Text(map, "name") is { } name && AccessRoleWords.Parse(Text(map, "role")) is { } role ? new Identity(name, role, until) : null;
            return new Session(Text(map, "token"), identity, Text(map, "hash")!, until);
        }

        private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
    }
}
