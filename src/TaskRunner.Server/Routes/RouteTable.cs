using System.Collections.Immutable;

namespace TaskRunner.Server.Routes;

/// <summary>All there is to call.</summary>
internal static class RouteTable
{
    public static ImmutableArray<Route> All { get; } =
    [
        .. HealthRoutes.All,
        .. SessionRoutes.All,
        .. SignInRoutes.All,
        .. InstallationRoutes.All,
        .. PackageRoutes.All,
        .. RegistryRoutes.All,
        .. PlanRoutes.All,
        .. RunRoutes.All,
        .. RunActionRoutes.All,
        .. LogRoutes.All,
        .. ServiceRoutes.All,
        .. GlobalRoutes.All,
        .. TokenRoutes.All,
        .. StoreRoutes.All,
    ];
}
