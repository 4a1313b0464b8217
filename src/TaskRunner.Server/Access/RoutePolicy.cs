using TaskRunner.Access;

namespace TaskRunner.Server.Access;

/// <summary>Who may call a route. There is no default: a route without a policy does not compile.</summary>
internal enum RoutePolicy
{
    /// <summary>Anybody who reaches the server.</summary>
    Public,
    Viewer,
    Operator,
    Admin,
}

internal static class RoutePolicies
{
    /// <summary>The least role; null: none is needed.</summary>
    public static AccessRole? RoleOf(this RoutePolicy policy) => policy switch
    {
        RoutePolicy.Public => null,
        RoutePolicy.Viewer => AccessRole.Viewer,
        RoutePolicy.Operator => AccessRole.Operator,
        _ => AccessRole.Admin,
    };
}
