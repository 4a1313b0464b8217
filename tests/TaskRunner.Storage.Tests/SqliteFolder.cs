using Microsoft.Data.Sqlite;
using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>A store's folder whose database tests may also reach behind the store's back.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SqliteFolder() => Folder = new StoreFolder(_folder.Combine("store"));

    public StoreFolder Folder { get; }

    public IStore Open(StoreAccess access = StoreAccess.ReadWrite) => SqliteStore.Open(Folder, access);

    /// <summary>As another program would change the file.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>What a crash at this moment would leave: database and log, without the index that lives in memory.</summary>
    public StoreFolder CopyAsAfterCrash(string name, long? walLength = null)
    {
        var copy = new StoreFolder(_folder.Combine(name));
        copy.Create();
        Copy(Folder.Database, copy.Database, null);
        if (File.Exists(Folder.Database + "-wal"))
        {
            Copy(Folder.Database + "-wal", copy.Database + "-wal", walLength);
        }

        return copy;
    }

    public string Combine(params ReadOnlySpan<string> names) => _folder.Combine(names);

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to, long? length)
    {
        File.Copy(from, to);
        if (length is { } bytes)
        {
            using var file = File.OpenWrite(to);
            file.SetLength(bytes);
        }
    }
}
