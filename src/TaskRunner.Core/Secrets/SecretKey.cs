using System.Security.Cryptography;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Secrets;

/// <summary>
/// The key of a store's secrets: 32 random bytes outside the database, so that a copy of the database reveals nothing. It is read or
/// made on first use, not before: loading the cryptographic library costs more than all the rest of a start. Thread safe.
/// </summary>
public sealed class SecretKey
{
    private const int Length = 32;
    private readonly Lock _gate = new();
    private readonly string? _path;
    private Keys? _keys;

    private SecretKey(string? path, byte[]? master) => (_path, _keys) = (path, master is null ? null : new Keys(master));

    /// <param name="path">The key file; it is made, readable by its owner only, when the first secret is sealed.</param>
    public static SecretKey FromFile(string path) => new(Path.GetFullPath(path), null);

    /// <summary>A key that ends with the process: for stores in memory, and to check what will never be kept.</summary>
    public static SecretKey Random() => new(null, RandomNumberGenerator.GetBytes(Length));

    /// <summary>A key of 32 bytes for a purpose that is not a secret of the store: each purpose has its own.</summary>
    /// <exception cref="RefusedException">The file cannot be made or read.</exception>
    public byte[] Derive(string purpose) => GetOrMake().For(purpose);

    /// <exception cref="RefusedException">The file cannot be made or read, is not a key, or others can read it.</exception>
    internal Keys GetOrMake()
    {
        lock (_gate)
        {
            return _keys ??= new Keys(ReadOrMake(_path!));
        }
    }

    /// <exception cref="RefusedException">There is no such file, or it cannot be used.</exception>
    internal Keys Get()
    {
        lock (_gate)
        {
            return _keys ??= new Keys(File.Exists(_path) ? Read(_path) : throw new RefusedException(RefusalKind.Store, "TR7030", _path!));
        }
    }

    private static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            try
            {
                Make(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && !File.Exists(path))
            {
                throw new RefusedException(RefusalKind.Store, "TR7033", path, e.Message);
            }
            catch (IOException)
            {
                // Another process made it at the same moment; that one holds.
            }
        }

        return Read(path);
    }

    /// <summary>Made complete under another name first: nobody ever reads half a key.</summary>
    private static void Make(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        else
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        try
        {
            using (var file = new FileStream(draft, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(Length));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path);
            DurableFolder.Sync(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & ~Owner) != 0)
            {
                throw new RefusedException(RefusalKind.Store, "TR7010", path, Convert.ToString((int)mode, 8).PadLeft(4, '0'), "600");
            }

            var master = File.ReadAllBytes(path);
            return master.Length == Length ? master : throw new RefusedException(RefusalKind.Store, "TR7031", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Store, "TR7033", path, e.Message);
        }
    }

    /// <summary>One key for each purpose, derived from the file's.</summary>
    internal sealed class Keys(byte[] master)
    {
        public byte[] Sealing { get; } = Derive(master, "taskrunner seal 1", 32);

        public byte[] Fingerprints { get; } = Derive(master, "taskrunner fingerprint 1", 32);

        /// <summary>Written into each box, so that the wrong key is told from a damaged box.</summary>
        public byte[] Id { get; } = Derive(master, "taskrunner key id 1", 4);

        public byte[] For(string purpose) => Derive(master, purpose, Length);

        private static byte[] Derive(byte[] master, string purpose, int length) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, master, length, info: Encoding.ASCII.GetBytes(purpose));
    }
}
