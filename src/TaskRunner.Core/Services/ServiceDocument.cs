using System.Globalization;
using TaskRunner.Values;

namespace TaskRunner.Services;

/// <summary>Services as values: for expressions, for scripts, for <c>-o json</c> and for the record of a run.</summary>
public static class ServiceDocument
{
    /// <summary>What <c>services.NAME</c> holds in expressions and in a script's input.</summary>
    public static MapValue ForExpressions(ServiceRecord record) => MapValue.Of(
        ("name", Value.From(record.Name)),
        ("type", Value.From(record.Type)),
        ("version", Value.From(record.Version)),
        ("state", Value.From(StateName(record.State))),
        ("outputs", record.Outputs),
        ("installation", Value.From(record.Installation)));

    /// <summary>The whole entry; what <c>service get -o json</c> prints.</summary>
    public static MapValue Of(ServiceRecord record) => MapValue.Of(
        ("name", Value.From(record.Name)),
        ("type", Value.From(record.Type)),
        ("version", Value.From(record.Version)),
        ("state", Value.From(StateName(record.State))),
        ("outputs", record.Outputs),
        ("facts", record.Facts),
        ("installation", Value.From(record.Installation)),
        ("run", Value.From(record.Run)),
        ("task", Value.From(record.Task)),
        ("updatedAt", Value.From(record.UpdatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))));

    /// <summary>Reads back what <see cref="Of"/> made.</summary>
    public static ServiceRecord Read(MapValue map) => new(
        Text(map, "name")!,
        Text(map, "type")!,
        Text(map, "version"),
        ParseState(Text(map, "state")!) ?? ServiceState.Unknown,
        (MapValue)map["outputs"]!,
        Text(map, "installation")!,
        Text(map, "run")!,
        Text(map, "task")!,
        DateTimeOffset.Parse(Text(map, "updatedAt")!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))
    {
        Facts = map["facts"] as MapValue ?? MapValue.Empty,
    };

    public static string StateName(ServiceState state) => state switch
    {
        ServiceState.Ready => "ready",
        ServiceState.Updating => "updating",
        ServiceState.Degraded => "degraded",
        ServiceState.Unavailable => "unavailable",
        ServiceState.Missing => "missing",
        ServiceState.External => "external",
        _ => "unknown",
    };

    /// <returns>Null for a word that is no state.</returns>
    public static ServiceState? ParseState(string name)
    {
        foreach (var state in Enum.GetValues<ServiceState>())
        {
            if (StateName(state) == name)
            {
                return state;
            }
        }

        return null;
    }

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
}
