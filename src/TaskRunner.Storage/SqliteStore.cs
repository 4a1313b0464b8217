using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>
/// The store of one machine: a SQLite database in a folder. Several processes may use it at once; their writes take turns. The format
/// is described in <c>docs/store.md</c>.
/// </summary>
public static class SqliteStore
{
    /// <summary>Opens the store, and makes it first when there is none and it may be written.</summary>
    /// <exception cref="Diagnostics.RefusedException">
    /// There is no store (read-only), others can read it, a later version wrote it, or it cannot be used; the diagnostics say which.
    /// </exception>
    public static IStore Open(StoreFolder folder, StoreAccess access = StoreAccess.ReadWrite) =>
        Open(folder, new SqliteOptions { Access = access });

    internal static IStore Open(StoreFolder folder, SqliteOptions options) =>
        new SqlStore(SqliteDatabase.Open(folder, options), options.Clock, options.Host ?? HostIdentity.Read());
}

/// <summary>What a store is opened for.</summary>
public enum StoreAccess
{
    ReadWrite,

    /// <summary>Lists and plans: creates nothing, migrates nothing, and works on a read-only file system.</summary>
    ReadOnly,
}

internal sealed record SqliteOptions
{
    public StoreAccess Access { get; init; }

    /// <summary>How long a write waits for another process's turn. Shorter than the self-fence of leases.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeProvider Clock { get; init; } = BootClock.Instance;

    public HostIdentity? Host { get; init; }

    /// <summary>Most pages the database may have, to try a full disk; null is no bound.</summary>
    public int? MaxPages { get; init; }
}
