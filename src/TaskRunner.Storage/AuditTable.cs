using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage;

/// <summary>Who changed what; only ever added to.</summary>
internal static class AuditTable
{
    public static long Append(SqlSession session, AuditRecord record)
    {
        session.Execute(Sql.CreateAudit);
        return session.ReadFirst(Sql.InsertAudit, r => r.GetInt64(0), RecordJson.Write(ToValue(record)));
    }

    public static List<AuditRecord> List(SqlSession session, long before, int limit) =>
        session.ReadFirst(Sql.HasAudit, r => r.GetInt64(0)) == 0
            ? []
            : session.ReadAll(Sql.ListAudit, r => Read(RecordJson.ReadMap(SqlStore.ReadBody(r)), r.GetInt64(1)), before, limit);

    private static MapValue ToValue(AuditRecord record) => MapValue.Of(
        ("at", Value.From(RecordJson.ToText(record.At))),
        ("who", Value.From(record.Who)),
        ("role", Value.From(record.Role)),
        ("action", Value.From(record.Action)),
        ("subject", Value.From(record.Subject)),
        ("detail", Value.From(record.Detail)),
        ("from", Value.From(record.From)));

    private static AuditRecord Read(MapValue map, long number) => new(
        number,
        RecordJson.ToTime(Text(map, "at") ?? ""),
        Text(map, "who") ?? "",
        Text(map, "role") ?? "",
        Text(map, "action") ?? "",
        Text(map, "subject"),
        Text(map, "detail"),
        Text(map, "from"));

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
}
