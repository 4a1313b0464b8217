using System.Globalization;
using Microsoft.Data.Sqlite;
using TaskRunner.Diagnostics;

namespace TaskRunner.Storage;

/// <summary>What SQLite's and the file system's errors mean to a person. Every message has the path; those about space the free bytes.</summary>
internal static class SqliteFault
{
    private const int Permission = 3, Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14,
        TooBig = 18, NotADatabase = 26;

    /// <summary>An I/O error with less room than this is a full disk: SQLite reports some of those (its index of the log) as I/O errors.</summary>
    private const long LittleSpace = 1 << 20;

    public static Exception Explain(Exception failure, string path, TimeSpan busyTimeout) => failure switch
    {
        SqliteException e => Explain(e, path, busyTimeout),
        IOException when FreeBytes(path) < LittleSpace => Refuse("TR7001", path, Free(path)),
        IOException or UnauthorizedAccessException => Refuse("TR7003", path, failure.Message),
        _ => failure,
    };

    private static RefusedException Explain(SqliteException e, string path, TimeSpan busyTimeout) => e.SqliteErrorCode switch
    {
        Full => Refuse("TR7001", path, Free(path)),
        IoError or CannotOpen when FreeBytes(path) < LittleSpace => Refuse("TR7001", path, Free(path)),
        ReadOnly => Refuse("TR7002", path, Free(path)),
        CannotOpen when IsReadOnly(path) => Refuse("TR7002", path, Free(path)),
        Permission or CannotOpen => Refuse("TR7003", path, e.Message),
        Corrupt => Refuse("TR7004", path, e.Message),
        NotADatabase => Refuse("TR7006", path),
        Busy or Locked => Refuse("TR7005", path, busyTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        TooBig => Refuse("TR7013", path),
        _ => Refuse("TR7007", path, string.Create(CultureInfo.InvariantCulture, $"{e.Message} ({e.SqliteExtendedErrorCode})"), Free(path)),
    };

    private static RefusedException Refuse(string code, params ReadOnlySpan<string> arguments) => new(RefusalKind.Store, code, arguments);

    /// <summary>SQLite says only that it cannot open a file when it cannot make its log; a trial tells why.</summary>
    private static bool IsReadOnly(string path)
    {
        try
        {
            var trial = Path.Combine(path, $".{Guid.NewGuid():n}");
            using var file = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return false;
        }
        catch (IOException)
        {
            return Directory.Exists(path);
        }
        catch (UnauthorizedAccessException)
        {
            return false; // a matter of rights, and told as one
        }
    }

    private static string Free(string path) => FreeBytes(path) is { } free ? free.ToString(CultureInfo.InvariantCulture) : "?";

    private static long? FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // the message is about something else; it goes without the figure
        }
    }
}
