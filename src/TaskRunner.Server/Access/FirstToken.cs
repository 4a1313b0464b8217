using TaskRunner.Access;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Access;

/// <summary>
/// Without a token nobody could make one, so a store that has none of an admin gets one, which is shown once. Until it was shown a note
/// lies beside it: one that a server made and was killed before it said it would be nobody's, and is replaced by the next.
/// </summary>
internal sealed class FirstToken(Workbench bench, Action<ServerNotice> notify)
{
    private const string NotShown = "token-not-shown";
    private const string Name = "first";

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        foreach (var (note, document) in await bench.Store.ListDocumentsAsync(NotShown, cancellationToken).ConfigureAwait(false))
        {
            await ReplaceAsync(note, ((StringValue)document["token"]!).Text, cancellationToken).ConfigureAwait(false);
        }

        var now = bench.Time.GetUtcNow();
        var tokens = await new TokenListOperation(bench).RunAsync(cancellationToken).ConfigureAwait(false);
        if (tokens.Any(t => t.Role == AccessRole.Admin && t.HoldsAt(now)))
        {
            return;
        }

        var made = await new TokenCreateOperation(bench).RunAsync(Name, AccessRole.Admin.ToWord(), null, cancellationToken, NoteAsync).ConfigureAwait(false);
        notify(new ServerNotice.FirstToken(made.Secret.Reveal()));
        await bench.Store.WriteDocumentAsync(NoteOf(made.Token.Id), null, cancellationToken).ConfigureAwait(false);
    }

    private static string NoteOf(string id) => $"{NotShown}/{id}";

    /// <summary>Before the token, so that there is none without its note.</summary>
    private async ValueTask NoteAsync(AccessToken token)
    {
        await WriteAsync("token.create", token.Id, $"{token.Name} {token.Role.ToWord()}").ConfigureAwait(false);
        await bench.Store.WriteDocumentAsync(NoteOf(token.Id), MapValue.Of(("token", Value.From(token.Id))), CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask ReplaceAsync(string note, string id, CancellationToken cancellationToken)
    {
        if (await bench.Store.FindDocumentAsync($"{AccessToken.Kind}/{id}", cancellationToken).ConfigureAwait(false) is not null)
        {
            await WriteAsync("token.revoke", id, "it was never shown").ConfigureAwait(false);
            await new TokenRevokeOperation(bench).RunAsync(id, cancellationToken).ConfigureAwait(false);
        }

        await bench.Store.WriteDocumentAsync(note, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The account the server runs as: nobody asked for it over HTTP.</summary>
    private async ValueTask WriteAsync(string action, string id, string detail) => await bench.Store.AppendAuditAsync(
        new AuditRecord(0, bench.Time.GetUtcNow(), bench.User, AccessRole.Admin.ToWord(), action, id, detail, null), CancellationToken.None).ConfigureAwait(false);
}
