using TaskRunner.Access;

namespace TaskRunner.Server.SignIn;

/// <summary>An OpenID provider whose word is taken for who somebody is, and what of it says what they may.</summary>
public sealed record OpenIdOptions
{
    /// <summary>As the provider names itself; what it publishes lies below it. HTTPS, or this machine's loopback.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>Whom a token must be for that is shown in <c>Authorization</c>; null: none is taken, people only sign in.</summary>
    public string? Audience { get; init; }

    /// <summary>What the provider knows this server's page as; null: nobody signs in, only tokens are taken.</summary>
    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>What people know the provider as.</summary>
    public string? Name { get; init; }

    /// <summary>The claim that is somebody's name here. <c>sub</c> is never given to another; an address of mail may be.</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>The claim with somebody's groups or roles: a text or a list of them; dots lead into objects.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The role that a value of that claim gives; <c>*</c> stands for everybody the provider knows.</summary>
    public IReadOnlyDictionary<string, AccessRole> Roles { get; init; } = new Dictionary<string, AccessRole>();

    /// <summary>What is asked for beside <c>openid</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile"];

    /// <summary>How long a sign-in holds. What the provider takes back meanwhile this server does not know.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How far the provider's clock may be from ours.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The provider is not asked for its keys more often than this, whatever unknown ones are shown.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(10);
}
