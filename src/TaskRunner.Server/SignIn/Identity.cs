using TaskRunner.Access;

namespace TaskRunner.Server.SignIn;

/// <summary>Whom a provider vouches for.</summary>
/// <param name="Name">Of the audit; marked, so that it is never taken for the name of a token.</param>
/// <param name="Role">What the claims give.</param>
/// <param name="ExpiresAt">Until when the provider says so.</param>
internal sealed record Identity(string Name, AccessRole Role, DateTimeOffset ExpiresAt);
