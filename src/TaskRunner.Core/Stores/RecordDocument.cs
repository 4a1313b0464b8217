using System.Globalization;
using TaskRunner.Model;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Stores;

/// <summary>
/// What a store keeps beside journals, as values: the bodies of its rows, and what a server tells of them. Keys that a reader does not know are
/// passed over; keys it misses have the field's default. Readers throw <see cref="FormatException"/> or <see cref="ArgumentException"/> where a value is none of theirs.
/// </summary>
public static class RecordDocument
{
    public static MapValue Of(RunHeader run) => MapValue.Of(
        ("id", Value.From(run.Id)),
        ("installation", Value.From(run.Installation)),
        ("operation", Value.From(run.Operation.ToString())),
        ("package", Of(run.Package)),
        ("fromVersion", Value.From(run.FromVersion)),
        ("startedAt", Of(run.StartedAt)),
        ("operationId", Value.From(run.OperationId)),
        ("continues", Value.From(run.Continues)),
        ("summary", Value.From(run.Summary)),
        ("finishedAt", run.FinishedAt is { } at ? Of(at) : Value.Null));

    public static RunHeader ReadRun(MapValue map) => new(
        Need(map, "id"),
        Need(map, "installation"),
        Enum.Parse<OperationKind>(Need(map, "operation")),
        ReadPackage(map["package"]) ?? throw new FormatException("package is missing"),
        Text(map, "fromVersion"),
        ReadTime(Need(map, "startedAt")))
    {
        OperationId = Need(map, "operationId"),
        Continues = Text(map, "continues"),
        Summary = Text(map, "summary"),
        FinishedAt = Text(map, "finishedAt") is { } at ? ReadTime(at) : null,
    };

    public static MapValue Of(InstallationRecord installation) => MapValue.Of(
        ("name", Value.From(installation.Name)),
        ("package", installation.Package is { } package ? Of(package) : Value.Null),
        ("revision", Value.From(installation.Revision)),
        ("lastRun", Value.From(installation.LastRun)),
        ("succeededRun", Value.From(installation.SucceededRun)),
        ("outputs", installation.Outputs),
        ("answers", installation.Answers),
        ("requires", installation.Requires));

    public static InstallationRecord ReadInstallation(MapValue map) => new(
        Need(map, "name"),
        ReadPackage(map["package"]),
        (int)Number(map, "revision"),
        Text(map, "lastRun"),
        Text(map, "succeededRun"))
    {
        Outputs = Map(map, "outputs"),
        Answers = Map(map, "answers"),
        Requires = Map(map, "requires"),
    };

    public static MapValue Of(ServiceRecord service) => MapValue.Of(
        ("name", Value.From(service.Name)),
        ("type", Value.From(service.Type)),
        ("version", Value.From(service.Version)),
        ("state", Value.From(service.State.ToString())),
        ("outputs", service.Outputs),
        ("facts", service.Facts),
        ("installation", Value.From(service.Installation)),
        ("run", Value.From(service.Run)),
        ("task", Value.From(service.Task)),
        ("updatedAt", Of(service.UpdatedAt)));

    public static ServiceRecord ReadService(MapValue map) => new(
        Need(map, "name"),
        Need(map, "type"),
        Text(map, "version"),
        Enum.Parse<ServiceState>(Need(map, "state")),
        Map(map, "outputs"),
        Need(map, "installation"),
        Need(map, "run"),
        Need(map, "task"),
        ReadTime(Need(map, "updatedAt")))
    {
        Facts = Map(map, "facts"),
    };

    /// <summary>A lease as it is told to others: who has it, and whether they live.</summary>
    public static MapValue Of(HeldLease held) => MapValue.Of(
        ("lease", Of(held.Lease)),
        ("isLive", Value.From(held.IsLive)),
        ("since", held.Since is { } since ? Of(since) : Value.Null),
        ("renewedAt", Of(held.RenewedAt)));

    public static HeldLease ReadHeld(MapValue map) => new(
        ReadLease(Map(map, "lease")),
        map["isLive"] is BooleanValue { Value: true },
        Text(map, "since") is { } since ? ReadTime(since) : null,
        ReadTime(Need(map, "renewedAt")));

    public static MapValue Of(UnlockDecision unlock) => Of(unlock.Lease)
        .With("by", Value.From(unlock.By)).With("reason", Value.From(unlock.Reason)).With("at", Of(unlock.At));

    public static UnlockDecision ReadUnlock(MapValue map) => new(ReadLease(map), Need(map, "by"), Need(map, "reason"), ReadTime(Need(map, "at")));

    public static MapValue Of(StopRequest stop) => MapValue.Of(("kind", Value.From(stop.Kind)), ("by", Value.From(stop.By)), ("at", Of(stop.At)));

    public static StopRequest ReadStop(MapValue map) => new(Need(map, "kind"), Need(map, "by"), ReadTime(Need(map, "at")));

    /// <summary>RFC 3339 with all digits, so that a time read back equals the one written.</summary>
    public static Value Of(DateTimeOffset time) => Value.From(time.ToString("O", CultureInfo.InvariantCulture));

    public static DateTimeOffset ReadTime(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static string Need(MapValue map, string key) => Text(map, key) ?? throw new FormatException($"{key} is missing");

    public static long Number(MapValue map, string key) => map[key] is NumberValue number
        ? long.Parse(number.Literal, CultureInfo.InvariantCulture)
        : throw new FormatException($"{key} is missing");

    private static MapValue Of(PackageIdentity package) => MapValue.Of(
        ("name", Value.From(package.Name)), ("version", Value.From(package.Version)), ("digest", Value.From(package.Digest)));

    private static PackageIdentity? ReadPackage(Value? value) =>
        value is MapValue map ? new PackageIdentity(Need(map, "name"), Need(map, "version"), Need(map, "digest")) : null;

    private static MapValue Of(Lease lease) => MapValue.Of(
        ("scope", Value.From(lease.Scope)),
        ("epoch", Value.From(lease.Epoch)),
        ("runner", Value.From(lease.Holder.Runner)),
        ("host", Value.From(lease.Holder.Host)),
        ("boot", Value.From(lease.Holder.BootId)),
        ("pid", Value.From(lease.Holder.Pid)),
        ("startTicks", Value.From(lease.Holder.StartTicks)),
        ("pidNamespace", Value.From(lease.Holder.PidNamespace)),
        ("run", Value.From(lease.Holder.RunId)));

    private static Lease ReadLease(MapValue map) => new(
        Need(map, "scope"),
        Number(map, "epoch"),
        new LeaseHolder(Need(map, "runner"), Need(map, "host"), Need(map, "boot"), (int)Number(map, "pid"), Number(map, "startTicks"))
        {
            PidNamespace = Text(map, "pidNamespace") ?? "",
            RunId = Text(map, "run"),
        });

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;
}
