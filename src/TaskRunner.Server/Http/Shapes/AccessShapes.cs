namespace TaskRunner.Server.Http.Shapes;

/// <summary>Who asks, by what, and what was asked; how the server is.</summary>
internal static class AccessShapes
{
    private const string Roles = "viewer|operator|admin";

    public static readonly Shape Session = new(
        "Session",
        "Who the caller is, and what this server is.",
        new("name", "string"),
        new("role", Roles),
        new("expiresAt", "time?"),
        new("version", "string"),
        new("store", "string"),
        new("uploadBytes", "integer", "the most an archive may have"),
        new("types", "string[]", "of tasks"),
        new("languages", "string[]"));

    public static readonly Shape Ways = new("SignInWays", "By which ways a person signs in.", new("token", "boolean"), new("openId", "OpenIdWay?"));

    public static readonly Shape OpenId = new("OpenIdWay", "An OpenID provider.", new("name", "string"), new("start", "string"));

    public static readonly Shape Token = new(
        "Token",
        "A token without its secret.",
        new("id", "string"),
        new("name", "string"),
        new("role", Roles),
        new("state", "string"),
        new("createdAt", "time?"),
        new("expiresAt", "time?"),
        new("revokedAt", "time?"));

    public static readonly Shape MadeToken = Token.With("MadeToken", "A token with its secret, which is shown this once.", new Key("token", "string"));

    public static readonly Shape Audit = new(
        "AuditRow",
        "A change that was asked for, or a refusal.",
        new("number", "integer"),
        new("at", "time?"),
        new("who", "string"),
        new("role", "string?"),
        new("action", "string"),
        new("subject", "string?"),
        new("detail", "string?"),
        new("from", "string?", "the address it came from"));

    public static readonly Shape Global = new(
        "GlobalConfiguration", "The global configuration.", new("text", "string"), new("value", "object"), new("digest", "string"));

    public static readonly Shape Health = new("Health", "How the server is.", new Key("status", "string"));

    public static IEnumerable<Shape> All => [Session, Ways, OpenId, Token, MadeToken, Audit, Global, Health];
}
