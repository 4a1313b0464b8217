using System.Globalization;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage;

/// <summary>
/// The bodies of rows as JSON: what no statement searches by is in here, so that a new field changes no table. Keys that a
/// reader does not know are passed over; keys it misses have the field's default.
/// </summary>
internal static class RecordJson
{
    /// <summary>Reads what this build or an earlier one wrote; anything else is a damaged row.</summary>
    /// <exception cref="RefusedException">The row cannot be read.</exception>
    public static T Try<T>(Func<T> read, string location)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidCastException)
        {
            throw new RefusedException(RefusalKind.Store, "TR7016", location, e.Message);
        }
    }

    public static byte[] Write(Value value) => JsonWriter.ToUtf8(value, secrets: SecretForm.Sealed).ToArray();

    public static MapValue ReadMap(byte[] body) => SecretJson.ReadStored(body) as MapValue ?? throw new FormatException("not a map");

    public static SecretValue ReadSecret(byte[] body) => SecretJson.ReadStored(body) as SecretValue ?? throw new FormatException("not a secret");

    public static byte[] Write(RunHeader run) => Write(MapValue.Of(
        ("id", Value.From(run.Id)),
        ("installation", Value.From(run.Installation)),
        ("operation", Value.From(run.Operation.ToString())),
        ("package", From(run.Package)),
        ("fromVersion", Value.From(run.FromVersion)),
        ("startedAt", From(run.StartedAt)),
        ("operationId", Value.From(run.OperationId)),
        ("continues", Value.From(run.Continues)),
        ("summary", Value.From(run.Summary)),
        ("finishedAt", run.FinishedAt is { } at ? From(at) : Value.Null)));

    public static RunHeader ReadRun(byte[] body)
    {
        var map = ReadMap(body);
        return new RunHeader(
            Need(map, "id"),
            Need(map, "installation"),
            Enum.Parse<OperationKind>(Need(map, "operation")),
            ToPackage(map["package"]) ?? throw new FormatException("package is missing"),
            Text(map, "fromVersion"),
            ToTime(Need(map, "startedAt")))
        {
            OperationId = Need(map, "operationId"),
            Continues = Text(map, "continues"),
            Summary = Text(map, "summary"),
            FinishedAt = Time(map, "finishedAt"),
        };
    }

    public static byte[] Write(InstallationRecord installation) => Write(MapValue.Of(
        ("name", Value.From(installation.Name)),
        ("package", installation.Package is { } package ? From(package) : Value.Null),
        ("revision", Value.From(installation.Revision)),
        ("lastRun", Value.From(installation.LastRun)),
        ("succeededRun", Value.From(installation.SucceededRun)),
        ("outputs", installation.Outputs),
        ("answers", installation.Answers),
        ("requires", installation.Requires)));

    public static InstallationRecord ReadInstallation(byte[] body)
    {
        var map = ReadMap(body);
        return new InstallationRecord(
            Need(map, "name"),
            ToPackage(map["package"]),
            (int)Number(map, "revision"),
            Text(map, "lastRun"),
            Text(map, "succeededRun"))
        {
            Outputs = Map(map, "outputs"),
            Answers = Map(map, "answers"),
            Requires = Map(map, "requires"),
        };
    }

    public static byte[] Write(ServiceRecord service) => Write(MapValue.Of(
        ("name", Value.From(service.Name)),
        ("type", Value.From(service.Type)),
        ("version", Value.From(service.Version)),
        ("state", Value.From(service.State.ToString())),
        ("outputs", service.Outputs),
        ("installation", Value.From(service.Installation)),
        ("run", Value.From(service.Run)),
        ("task", Value.From(service.Task)),
        ("updatedAt", From(service.UpdatedAt))));

    public static ServiceRecord ReadService(byte[] body)
    {
        var map = ReadMap(body);
        return new ServiceRecord(
            Need(map, "name"),
            Need(map, "type"),
            Text(map, "version"),
            Enum.Parse<ServiceState>(Need(map, "state")),
            Map(map, "outputs"),
            Need(map, "installation"),
            Need(map, "run"),
            Need(map, "task"),
            ToTime(Need(map, "updatedAt")));
    }

    public static byte[]? Write(StopRequest? stop) => stop is null ? null : Write(MapValue.Of(
        ("kind", Value.From(stop.Kind)), ("by", Value.From(stop.By)), ("at", From(stop.At))));

    public static StopRequest ReadStop(byte[] body)
    {
        var map = ReadMap(body);
        return new StopRequest(Need(map, "kind"), Need(map, "by"), ToTime(Need(map, "at")));
    }

    /// <summary>RFC 3339 with all digits, so that a time read back equals the one written.</summary>
    public static string ToText(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset ToTime(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static Value From(DateTimeOffset time) => Value.From(ToText(time));

    private static MapValue From(PackageIdentity package) => MapValue.Of(
        ("name", Value.From(package.Name)), ("version", Value.From(package.Version)), ("digest", Value.From(package.Digest)));

    private static PackageIdentity? ToPackage(Value? value) =>
        value is MapValue map ? new PackageIdentity(Need(map, "name"), Need(map, "version"), Need(map, "digest")) : null;

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;

    private static string Need(MapValue map, string key) => Text(map, key) ?? throw new FormatException($"{key} is missing");

    private static long Number(MapValue map, string key) => map[key] is NumberValue number
        ? long.Parse(number.Literal, CultureInfo.InvariantCulture)
        : throw new FormatException($"{key} is missing");

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;

    private static DateTimeOffset? Time(MapValue map, string key) => Text(map, key) is { } text ? ToTime(text) : null;
}
