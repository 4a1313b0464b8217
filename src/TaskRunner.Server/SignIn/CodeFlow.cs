using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TaskRunner.Server.Access;

namespace TaskRunner.Server.SignIn;

/// <summary>
/// Signing in at the provider: authorisation code with PKCE, all of it on the server. The browser carries a random text there and back,
/// once as a cookie and once through the provider; only where both agree it is the same browser that began.
/// </summary>
internal sealed class CodeFlow(OpenIdOptions options, Provider provider, IdentityTokens tokens, RandomNumberGenerator random, TimeProvider time)
{
    private const int MostBegun = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Begun> _begun = new(StringComparer.Ordinal);

    /// <returns>Where the browser is sent, and what its cookie holds.</returns>
    /// <exception cref="ProviderSilentException">The provider does not answer.</exception>
    public async ValueTask<(string Address, string State)> BeginAsync(string returnTo, CancellationToken cancellationToken)
    {
        var published = await provider.GetAsync(null, cancellationToken).ConfigureAwait(false);
        if (_begun.Count >= MostBegun)
        {
            Sweep();
        }

        var (state, begun) = (Draw(), new Begun(Draw(), Draw(), returnTo, time.GetTimestamp()));
        _begun[state] = begun;
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = options.ClientId!,
            ["redirect_uri"] = returnTo,
            ["scope"] = string.Join(' ', options.Scopes.Prepend("openid").Distinct()),
            ["state"] = state,
            ["nonce"] = begun.Nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(begun.Verifier))),
            ["code_challenge_method"] = "S256",
        };
        return (published.AuthorizationEndpoint + QueryString.Create(query!), state);
    }

    /// <param name="state">As it came through the provider.</param>
    /// <param name="cookie">As the browser kept it.</param>
    /// <param name="code">What the provider gave.</param>
    /// <param name="cancellationToken">Ends waiting for the provider.</param>
    /// <returns>Who it is, or why not.</returns>
    /// <exception cref="ProviderSilentException">The provider does not answer.</exception>
    public async ValueTask<(Identity? Identity, Refusal? Refusal)> EndAsync(string? state, string? cookie, string? code, CancellationToken cancellationToken)
    {
        if (state is null || cookie is null || code is null
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(cookie))
            || !_begun.TryRemove(state, out var begun)
            || time.GetElapsedTime(begun.At) > Patience)
        {
            return (null, new Refusal(StatusCodes.Status400BadRequest, "TR8533"));
        }

        return await ExchangeAsync(code, begun, cancellationToken).ConfigureAwait(false) is { } text
            ? await tokens.CheckAsync(text, options.ClientId!, begun.Nonce, cancellationToken).ConfigureAwait(false)
            : (null, new Refusal(StatusCodes.Status401Unauthorized, "TR8530", "code"));
    }

    /// <returns>The token that says who it is; null where the provider refuses the code.</returns>
    private async Task<string?> ExchangeAsync(string code, Begun begun, CancellationToken cancellationToken)
    {
        var published = await provider.GetAsync(null, cancellationToken).ConfigureAwait(false);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = begun.ReturnTo,
            ["client_id"] = options.ClientId!,
            ["code_verifier"] = begun.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, published.TokenEndpoint);
        if (options.ClientSecret is { } secret)
        {
            Authenticate(request, form, secret, published.TokenEndpointAuthMethodsSupported);
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var answer = await provider.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            using var document = answer.IsSuccessStatusCode ? JsonDocument.Parse(body) : null;
            return document?.RootElement.TryGetProperty("id_token", out var token) == true ? token.GetString() : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProviderSilentException(options.Issuer.OriginalString, e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>In the header, as every provider must understand, unless it says that it takes it in the form only.</summary>
    private void Authenticate(HttpRequestMessage request, Dictionary<string, string> form, string secret, ICollection<string> methods)
    {
        if (methods.Contains("client_secret_post") && !methods.Contains("client_secret_basic"))
        {
            form["client_secret"] = secret;
            return;
        }

        var pair = $"{Uri.EscapeDataString(options.ClientId!)}:{Uri.EscapeDataString(secret)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <summary>What was begun and left; where all are young, somebody knocks for fun, and they begin anew with the rest.</summary>
    private void Sweep()
    {
        foreach (var (state, begun) in _begun)
        {
            if (time.GetElapsedTime(begun.At) > Patience)
            {
                _begun.TryRemove(state, out _);
            }
        }

        if (_begun.Count >= MostBegun)
        {
            _begun.Clear();
        }
    }

    private string Draw()
    {
        var bytes = new byte[32];
        random.GetBytes(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    private sealed record Begun(string Verifier, string Nonce, string ReturnTo, long At);
}
