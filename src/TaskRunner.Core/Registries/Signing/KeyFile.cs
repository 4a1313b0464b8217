using System.Security.Cryptography;
using TaskRunner.Diagnostics;

namespace TaskRunner.Registries.Signing;

/// <summary>Files of keys, public and private.</summary>
internal static class KeyFile
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <exception cref="RefusedException">It is not there, cannot be read, or is too long for keys.</exception>
    public static string Read(string path, int mostBytes)
    {
        try
        {
            return new FileInfo(path).Length <= mostBytes ? File.ReadAllText(path) : throw new RefusedException(RefusalKind.Invalid, "TR8335", path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR8333", path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8333", path, e.Message);
        }
    }

    /// <exception cref="RefusedException">It is of another curve.</exception>
    public static void RequireP256(ECDsa key, string path)
    {
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8336", path);
        }
    }
}
