using System.Globalization;
using TaskRunner.Operations.Runs;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Operations.Register;

/// <summary>The JSON of the service register (<c>service list -o json</c>).</summary>
public static class ServiceListDocument
{
    public static ListValue Of(IEnumerable<ServiceRecord> services) => new([.. services.Select(s => (Value)OfService(s))]);

    public static MapValue OfService(ServiceRecord service) => MapValue.Of(
        ("name", Value.From(service.Name)),
        ("type", Value.From(service.Type)),
        ("version", Value.From(service.Version)),
        ("state", Value.From(service.State.ToString().ToLower(CultureInfo.InvariantCulture))),
        ("outputs", service.Outputs),
        ("facts", service.Facts),
        ("installation", Value.From(service.Installation)),
        ("run", Value.From(service.Run)),
        ("updatedAt", RunDocument.Time(service.UpdatedAt)));
}
