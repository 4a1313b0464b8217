using Microsoft.AspNetCore.Http;
using TaskRunner.Server.Access;

namespace TaskRunner.Server.SignIn;

/// <summary>The provider does not say what is needed, and said nothing before that would still hold: nobody's mistake who asks.</summary>
internal sealed class ProviderSilentException(string issuer, string trouble) : Exception(trouble)
{
    public Refusal ToRefusal() => new(StatusCodes.Status503ServiceUnavailable, "TR8532", issuer, Message);
}
