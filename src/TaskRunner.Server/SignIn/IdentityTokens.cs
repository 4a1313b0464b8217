using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TaskRunner.Server.Access;

namespace TaskRunner.Server.SignIn;

/// <summary>
/// Checks what a provider signed. The algorithms are ours to choose, never the token's: only signatures with a private key that the
/// provider alone has, so that neither <c>none</c> nor its public key taken for a shared secret passes.
/// </summary>
internal sealed class IdentityTokens(OpenIdOptions options, Provider provider, TimeProvider time)
{
    private const int LongestName = 200;
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    private static readonly string?[] Types = [null, "", "JWT", "at+jwt", "application/at+jwt"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 64 << 10 };

    /// <summary>Whether a text can be meant for here at all; tokens of our own have another form.</summary>
    public static bool LooksLike(string text) => text.AsSpan().Count('.') == 2;

    /// <param name="text">What was shown.</param>
    /// <param name="audience">Whom it must be for.</param>
    /// <param name="nonce">What it must answer; null where it answers nothing.</param>
    /// <param name="cancellationToken">Ends waiting for the provider.</param>
    /// <returns>Who it is, or why not.</returns>
    public async ValueTask<(Identity? Identity, Refusal? Refusal)> CheckAsync(string text, string audience, string? nonce, CancellationToken cancellationToken)
    {
        if (!_handler.CanReadToken(text) || Parse(text) is not { } token)
        {
            return No("form");
        }

        if (!Algorithms.Contains(token.Alg))
        {
            return No("algorithm");
        }

        if (!Types.Contains(token.Typ, StringComparer.OrdinalIgnoreCase))
        {
            return No("type");
        }

        try
        {
            var published = await provider.GetAsync(token.Kid is { Length: > 0 } kid ? kid : null, cancellationToken).ConfigureAwait(false);
            return await ValidateAsync(token, published, audience, nonce).ConfigureAwait(false);
        }
        catch (ProviderSilentException silent)
        {
            return (null, silent.ToRefusal());
        }
    }

    private async ValueTask<(Identity? Identity, Refusal? Refusal)> ValidateAsync(JsonWebToken token, OpenIdConnectConfiguration published, string audience, string? nonce)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = published.Issuer,
            ValidAudience = audience,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = published.SigningKeys.Where(k => k is not SymmetricSecurityKey && k is not JsonWebKey { Kty: "oct" }),
            TryAllIssuerSigningKeys = string.IsNullOrEmpty(token.Kid), // one that names its key is held to it
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => Holds(from, until),
            LogValidationExceptions = false,
        }).ConfigureAwait(false);
        return result.IsValid ? Read(token, nonce) : No(ReasonOf(result.Exception));
    }

    private static (Identity?, Refusal?) No(string reason) => (null, new Refusal(StatusCodes.Status401Unauthorized, "TR8530", reason));

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (ArgumentException)
        {
            return null; // the library says so of what is no token
        }
    }

    private bool Holds(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + options.ClockSkew && (from is null || from <= now + options.ClockSkew);
    }

    private static string ReasonOf(Exception? failure) => failure switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => "time",
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenSignatureKeyNotFoundException => "key",
        SecurityTokenInvalidAlgorithmException => "algorithm",
        _ => "signature",
    };

    private (Identity? Identity, Refusal? Refusal) Read(JsonWebToken token, string? nonce)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var claims = payload.RootElement;
        if (nonce is not null && (Claim(claims, "nonce") is not { ValueKind: JsonValueKind.String } answered || answered.GetString() != nonce))
        {
            return No("nonce");
        }

        if (Claim(claims, options.NameClaim) is not { ValueKind: JsonValueKind.String } named || Plain(named.GetString()!) is not { } name)
        {
            return No($"claim {options.NameClaim}");
        }

        var roles = Texts(Claim(claims, options.RoleClaim)).Append("*").Where(options.Roles.ContainsKey).Select(r => options.Roles[r]).ToList();
        return roles.Count == 0
            ? (null, new Refusal(StatusCodes.Status403Forbidden, "TR8531", name, options.RoleClaim))
            : (new Identity($"oidc:{name}", roles.Max(), new DateTimeOffset(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc)) + options.ClockSkew), null);
    }

    /// <summary>A claim by its whole name (some are addresses, with dots), else along its dots.</summary>
    private static JsonElement? Claim(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var whole))
        {
            return whole;
        }

        foreach (var part in name.Split('.'))
        {
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(part, out claims))
            {
                return null;
            }
        }

        return claims;
    }

    private static IEnumerable<string> Texts(JsonElement? claim) => claim switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!),
        _ => [],
    };

    private static string? Plain(string name) => name.Length is > 0 and <= LongestName && !name.Any(char.IsControl) ? name : null;
}
