using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>
/// The folder a SQLite store lives in: the database, the key of its secrets and the logs of its runs. Only its owner may read it;
/// a folder or file that others can read is refused, because what was written there before may have been read already.
/// </summary>
public sealed class StoreFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Absolute.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>The SQLite database; <c>-wal</c> and <c>-shm</c> beside it belong to it.</summary>
    public string Database => Path.Combine(FullPath, "store.db");

    /// <summary>The key that seals secrets, made on first use. A copy of the database without it reveals none.</summary>
    public string SecretKey => Path.Combine(FullPath, "secret.key");

    /// <summary>Log files of attempts, by run.</summary>
    public string Logs => Path.Combine(FullPath, "logs");

    /// <summary>Whether there is a store already.</summary>
    public bool Exists => File.Exists(Database);

    internal void Create()
    {
        if (File.Exists(FullPath))
        {
            throw new RefusedException(RefusalKind.Store, "TR7011", FullPath);
        }

        if (Directory.Exists(FullPath))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(FullPath);
            return;
        }

        Directory.CreateDirectory(FullPath, OwnerOnly);
        DurableFolder.Sync(Path.GetDirectoryName(FullPath)!);
    }

    /// <exception cref="RefusedException">Somebody besides the owner can read the folder or one of the store's files.</exception>
    internal void DemandPrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // stores are used on Linux only; elsewhere packages are checked and planned
        }

        DemandPrivate(FullPath, "700");
        DemandPrivate(Database, "600");
        DemandPrivate(Database + "-wal", "600");
        DemandPrivate(Database + "-shm", "600");
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void DemandPrivate(string path, string mode)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        try
        {
            var found = File.GetUnixFileMode(path);
            if ((found & ~OwnerOnly) != 0)
            {
                throw new RefusedException(RefusalKind.Store, "TR7010", path, Convert.ToString((int)found, 8).PadLeft(4, '0'), mode);
            }
        }
        catch (FileNotFoundException)
        {
            // The last process that used the store closed it just now and removed its log.
        }
    }
}
