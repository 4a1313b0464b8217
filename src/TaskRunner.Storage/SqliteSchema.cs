using System.Globalization;
using Microsoft.Data.Sqlite;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>Makes an empty store in a file that does not exist yet.</summary>
internal static class SqliteSchema
{
    public static void Write(string path, long applicationId, DateTimeOffset now)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // SQLite gives its log files the rights of the database.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Open(path, options).Dispose();
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        connection.Open();
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = FULL");
        using var transaction = connection.BeginTransaction();
        Run(connection, Sql.Schema);
        Run(
            connection,
            Sql.InsertStore,
            Guid.NewGuid().ToString("n"),
            StoreIdentity.CurrentSemantics,
            RecordJson.ToText(now));
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {applicationId}"));
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {StoreIdentity.CurrentFormat}"));
        transaction.Commit();

        // Closing carries the log over too, but keeps silent when it fails; the file is then renamed without its log, and is empty.
        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void Run(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i]);
        }

        command.ExecuteNonQuery();
    }
}
