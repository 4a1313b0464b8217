using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>
/// A SQLite file in WAL mode. Its header says whose it is (<c>application_id</c>) and its format (<c>user_version</c>), so that
/// opening a store of the right format touches no table but one row.
/// </summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const long ApplicationId = 0x5452_756E; // "TRun"
    private readonly StoreFolder _folder;
    private readonly SqliteOptions _options;
    private readonly bool _immutable;
    private SqlSession? _first;

    private SqliteDatabase(StoreFolder folder, SqliteOptions options, bool immutable)
    {
        (_folder, _options, _immutable) = (folder, options, immutable);
        _first = Connect();
        try
        {
            Identity = ReadIdentity(_first);
        }
        catch
        {
            _first.Dispose();
            throw;
        }
    }

    public override StoreIdentity Identity { get; }

    public static SqliteDatabase Open(StoreFolder folder, SqliteOptions options)
    {
        try
        {
            if (!folder.Exists)
            {
                Create(folder, options);
            }

            folder.DemandPrivate();
            return Connect(folder, options);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            throw SqliteFault.Explain(e, folder.FullPath, options.BusyTimeout);
        }
    }

    public override SqlSession OpenReader()
    {
        var session = _first ?? Connect();
        _first = null;
        return session;
    }

    public override SqlSession OpenWriter() => _options.Access == StoreAccess.ReadWrite
        ? Connect()
        : throw new InvalidOperationException("the store was opened to be read; this is a bug");

    public override Exception Explain(Exception failure) => SqliteFault.Explain(failure, _folder.FullPath, _options.BusyTimeout);

    /// <summary>
    /// Made complete under another name and then linked into place: a crash leaves no half-made store, and of two processes that
    /// begin at once one finds the other's.
    /// </summary>
    private static void Create(StoreFolder folder, SqliteOptions options)
    {
        if (options.Access == StoreAccess.ReadOnly)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR7012", folder.FullPath);
        }

        folder.Create();
        folder.DemandPrivate();
        var draft = $"{folder.Database}.{Guid.NewGuid():n}";
        try
        {
            SqliteSchema.Write(draft, ApplicationId, options.Clock.GetUtcNow());
            File.Move(draft, folder.Database);
            DurableFolder.Sync(folder.FullPath);
        }
        catch (IOException) when (folder.Exists)
        {
            // Another process was faster; its store is as good.
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// SQLite needs its log files even to read, unless it is told that nobody writes. A cleanly closed store has no log; where none
    /// can be made (a read-only file system, a full disk, a snapshot) it is read as it lies there.
    /// </summary>
    private static SqliteDatabase Connect(StoreFolder folder, SqliteOptions options)
    {
        try
        {
            return new SqliteDatabase(folder, options, immutable: false);
        }
        catch (DbException) when (options.Access == StoreAccess.ReadOnly && !File.Exists(folder.Database + "-wal"))
        {
            return new SqliteDatabase(folder, options, immutable: true);
        }
    }

    private SqlSession Connect()
    {
        var readOnly = _options.Access == StoreAccess.ReadOnly;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _immutable ? $"file:{Uri.EscapeDataString(_folder.Database)}?immutable=1" : _folder.Database,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            Pooling = false,

            // Waiting is SQLite's own (busy_timeout), which looks again after milliseconds; the driver's sleeps 150 ms at a time.
            DefaultTimeout = 1,
        }.ConnectionString);
        try
        {
            connection.Open();
            Set(connection, "busy_timeout", (long)_options.BusyTimeout.TotalMilliseconds);
            Set(connection, "synchronous", 2); // FULL
            Set(connection, "temp_store", 2); // MEMORY: nothing of the store ever lies in a folder for temporary files
            if (_options.MaxPages is { } pages)
            {
                Set(connection, "max_page_count", pages);
            }

            return new SqlSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Set(SqliteConnection connection, string pragma, long value)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA {pragma} = {value}");
        command.ExecuteNonQuery();
    }

    private StoreIdentity ReadIdentity(SqlSession session)
    {
        var application = session.ReadFirst("PRAGMA application_id", r => r.GetInt64(0));
        var format = session.ReadFirst("PRAGMA user_version", r => r.GetInt32(0));
        if (application != ApplicationId)
        {
            throw new RefusedException(RefusalKind.Store, "TR7006", _folder.Database);
        }

        var identity = format > StoreIdentity.CurrentFormat
            ? null
            : session.ReadFirst(Sql.ReadStore, r => new StoreIdentity(r.GetString(0), _folder.FullPath, format, r.GetInt32(1)));
        if (identity is null || identity.Semantics > StoreIdentity.CurrentSemantics)
        {
            var (found, known) = identity is null ? (format, StoreIdentity.CurrentFormat) : (identity.Semantics, StoreIdentity.CurrentSemantics);
            throw new RefusedException(
                RefusalKind.Store,
                identity is null ? "TR7008" : "TR7009",
                _folder.FullPath,
                found.ToString(CultureInfo.InvariantCulture),
                known.ToString(CultureInfo.InvariantCulture));
        }

        return identity;
    }
}
