namespace TaskRunner.Registries.Accounts;

/// <summary>Whom a registry knows us as.</summary>
/// <param name="User">Empty where there is only a token.</param>
/// <param name="Password">Of the user, or the token.</param>
/// <param name="IsToken">The password is a token that the registry's token server changes into others.</param>
/// <param name="Origin">Where it was found: what a message may say.</param>
internal sealed record RegistryAccount(string User, string Password, bool IsToken, string Origin)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => Origin;
}
