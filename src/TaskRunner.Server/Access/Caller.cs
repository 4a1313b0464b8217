using TaskRunner.Access;
using TaskRunner.Server.SignIn;

namespace TaskRunner.Server.Access;

/// <summary>Who a request comes from.</summary>
/// <param name="Name">Of the token, or whom the provider vouches for.</param>
/// <param name="Role">What they may.</param>
/// <param name="ExpiresAt">When what they showed ends; null: when it is revoked.</param>
internal sealed record Caller(string Name, AccessRole Role, DateTimeOffset? ExpiresAt)
{
    /// <summary>Of the token they showed or began their session with; null: an OpenID provider said who they are.</summary>
    public string? TokenId { get; init; }

    /// <summary>Of the cookie, or null for a token in the header.</summary>
    public string? SessionId { get; init; }

    /// <summary>A browser sends it by itself, so what it is to change must be asked for by our own page.</summary>
    public bool IsByCookie => SessionId is not null;

    public static Caller Of(AccessToken token) => new(token.Name, token.Role, token.ExpiresAt) { TokenId = token.Id };

    public static Caller Of(Identity identity) => new(identity.Name, identity.Role, identity.ExpiresAt);
}
