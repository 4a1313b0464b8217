using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Registries.Accounts;

/// <summary>
/// Answers the challenges of one registry about one repository: with the password, or with a token that the registry's token server
/// gives for it. Tokens are asked for what is to be done and no more.
/// </summary>
/// <param name="target">The repository; what it is asked for goes to its host only.</param>
/// <param name="scope"><c>pull</c> or <c>pull,push</c>.</param>
/// <param name="access">Accounts and bounds.</param>
/// <param name="send">Sends a request without an account.</param>
internal sealed class RegistryAuthorization(
    OciReference target, string scope, RegistryAccess access, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
{
    private const string Client = "taskrunner";
    private RegistryAccount? _account;
    private bool _isSought;

    /// <summary>What goes with each request to the registry, once it asked for it.</summary>
    public AuthenticationHeaderValue? Header { get; private set; }

    /// <summary>Whom it was asked as, or null.</summary>
    public string? Account => _account?.Origin;

    /// <returns>Whether it is worth asking again.</returns>
    /// <exception cref="RefusedException">The token server is not where it may be, or refuses.</exception>
    public async ValueTask<bool> AnswerAsync(HttpResponseMessage unauthorized, CancellationToken cancellationToken)
    {
        if (Challenge.Of(unauthorized.Headers) is not { } challenge)
        {
            return false;
        }

        if (!_isSought)
        {
            _account = await new DockerAccounts(access.Environment).FindAsync(target.Host, cancellationToken).ConfigureAwait(false);
            _isSought = true;
        }

        if (!challenge.IsBearer)
        {
            Header = _account is { IsToken: false } ? Basic(_account) : null;
            return Header is not null;
        }

        Header = new AuthenticationHeaderValue("Bearer", await TokenAsync(challenge, cancellationToken).ConfigureAwait(false));
        return true;
    }

    private static AuthenticationHeaderValue Basic(RegistryAccount account) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.User}:{account.Password}")));

    private async ValueTask<string> TokenAsync(Challenge challenge, CancellationToken cancellationToken)
    {
        // The registry itself names this place, often on another host; the password goes there, so it must be one nobody listens to.
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || realm.UserInfo.Length > 0
            || realm.Scheme != Uri.UriSchemeHttps && !(access.PlainHttp && realm.Scheme == Uri.UriSchemeHttp))
        {
            throw RegistryFault.Elsewhere(target.Host, challenge.Realm);
        }

        using var request = _account is { IsToken: true } ? ByToken(realm, challenge, _account) : ByPassword(realm, challenge, _account);
        using var answer = await AskAsync(realm, request, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw RegistryFault.Refused(realm.Authority, answer, target.ToString(), Account);
        }

        var bytes = await BoundedContent.ReadAsync(answer, realm.ToString(), access.Limits.DocumentBytes, cancellationToken).ConfigureAwait(false);
        return JsonReader.Read(SourceText.FromUtf8("token", bytes), new DiagnosticBag()) is MapValue map && (map["token"] ?? map["access_token"]) is StringValue { Text.Length: > 0 } token
            && !token.Text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? token.Text
            : throw RegistryFault.Broken(realm.Authority, target.ToString(), "token");
    }

    private async Task<HttpResponseMessage> AskAsync(Uri realm, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await send(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RegistryFault.Unreachable(realm.Authority, e); // another host than the one that was named
        }
    }

    private string Scope => $"repository:{target.Repository}:{scope}";

    private HttpRequestMessage ByPassword(Uri realm, Challenge challenge, RegistryAccount? account)
    {
        var question = $"scope={Uri.EscapeDataString(Scope)}" + (challenge.Service is { } service ? $"&service={Uri.EscapeDataString(service)}" : "");
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = realm.Query is [_, ..] query ? $"{query}&{question}" : question }.Uri);
        request.Headers.Authorization = account is null ? null : Basic(account);
        return request;
    }

    private HttpRequestMessage ByToken(Uri realm, Challenge challenge, RegistryAccount account) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"),
            new("service", challenge.Service ?? ""),
            new("client_id", Client),
            new("scope", Scope),
            new("refresh_token", account.Password),
        ]),
    };
}
