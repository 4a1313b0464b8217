using System.Data.Common;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>Archives by digest. The checksum finds damage without loading a cryptographic library; who distrusts verifies the digest.</summary>
internal static class PackageTable
{
    /// <summary>The same digest again is no write, unless what is stored was damaged.</summary>
    public static bool IsIntact(SqlSession session, string digest) => Load(session, digest) is { IsIntact: true };

    public static void Put(SqlSession session, PackageRecord package, ReadOnlyMemory<byte> archive) => session.Execute(
        Sql.InsertPackage,
        package.Digest,
        package.Name,
        package.Version,
        RecordJson.ToText(package.AddedAt),
        (long)Crc32C.Of(archive.Span),
        SqlSession.ToBytes(archive));

    public static PackageRecord? Find(SqlSession session, string digest) => session.ReadFirst(Sql.FindPackage, ReadRecord, digest);

    public static List<PackageRecord> List(SqlSession session) => session.ReadAll(Sql.ListPackageRecords, ReadRecord);

    public static ReadOnlyMemory<byte>? Read(SqlSession session, string digest, string location)
    {
        var found = Load(session, digest);
        return found switch
        {
            null => default(ReadOnlyMemory<byte>?), // a plain null would become an empty memory
            { IsIntact: true } => found.Bytes,
            _ => throw new RefusedException(RefusalKind.Store, "TR7015", location, digest),
        };
    }

    private static PackageRecord ReadRecord(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), RecordJson.ToTime(row.GetString(3))) { Bytes = row.GetInt64(4) };

    private static Archive? Load(SqlSession session, string digest) =>
        session.ReadFirst(Sql.ReadPackage, r => new Archive(r.GetInt64(0), r.GetFieldValue<byte[]>(1)), digest);

    private sealed record Archive(long Stored, byte[] Bytes)
    {
        public bool IsIntact { get; } = Crc32C.Of(Bytes) == Stored;
    }
}
