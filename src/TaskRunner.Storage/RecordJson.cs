using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage;

/// <summary>
/// The bodies of rows as JSON: what no statement searches by is in here, so that a new field changes no table.
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

    public static byte[] Write(RunHeader run) => Write(RecordDocument.Of(run));

    public static RunHeader ReadRun(byte[] body) => RecordDocument.ReadRun(ReadMap(body));

    public static byte[] Write(InstallationRecord installation) => Write(RecordDocument.Of(installation));

    public static InstallationRecord ReadInstallation(byte[] body) => RecordDocument.ReadInstallation(ReadMap(body));

    public static byte[] Write(ServiceRecord service) => Write(RecordDocument.Of(service));

    public static ServiceRecord ReadService(byte[] body) => RecordDocument.ReadService(ReadMap(body));

    public static byte[]? Write(StopRequest? stop) => stop is null ? null : Write(RecordDocument.Of(stop));

    public static StopRequest ReadStop(byte[] body) => RecordDocument.ReadStop(ReadMap(body));

    public static byte[] Write(UnlockDecision decision) => Write(RecordDocument.Of(decision));

    public static UnlockDecision ReadUnlock(byte[] body) => RecordDocument.ReadUnlock(ReadMap(body));

    public static string ToText(DateTimeOffset time) => ((StringValue)RecordDocument.Of(time)).Text;

    public static DateTimeOffset ToTime(string text) => RecordDocument.ReadTime(text);
}
