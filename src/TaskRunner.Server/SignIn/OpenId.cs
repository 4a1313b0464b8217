using TaskRunner.Operations;

namespace TaskRunner.Server.SignIn;

/// <summary>All that belongs to one provider.</summary>
internal sealed class OpenId(OpenIdOptions options, Provider provider, Workbench bench)
{
    public OpenId(OpenIdOptions options, Workbench bench)
        : this(options, new Provider(options, bench.Time), bench)
    {
    }

    public OpenIdOptions Options => options;

    public IdentityTokens Tokens { get; } = new(options, provider, bench.Time);

    /// <summary>Null where nobody signs in.</summary>
    public CodeFlow? Flow { get; } = options.ClientId is null
        ? null
        : new CodeFlow(options, provider, new IdentityTokens(options, provider, bench.Time), bench.Random, bench.Time);
}
