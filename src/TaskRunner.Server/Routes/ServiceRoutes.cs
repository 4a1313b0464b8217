using TaskRunner.Operations;
using TaskRunner.Operations.Register;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;

namespace TaskRunner.Server.Routes;

/// <summary>The register of services.</summary>
internal static class ServiceRoutes
{
    private const string Path = Call.Prefix + "/services";

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "All services as they are recorded.", c => ListAsync(c, refresh: false)) { Answer = "Service[]" },
        new("POST", Path + "/refresh", RoutePolicy.Operator, "Looks how each service is and records what changed.", c => ListAsync(c, refresh: true)) { Answer = "Service[]", Audit = "service.refresh" },
    ];

    private static async ValueTask ListAsync(Call call, bool refresh) =>
        await call.WriteAsync(ServiceListDocument.Of(await new ServiceListOperation(call.Bench).RunAsync(
            refresh, call.Aborted, () => call.Audit.WriteAsync("service.refresh", null, null)).ConfigureAwait(false))).ConfigureAwait(false);
}
