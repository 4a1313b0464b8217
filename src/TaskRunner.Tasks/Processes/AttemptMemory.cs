namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Folders in memory for what an attempt is handed and the disk should not see: input with secrets in it. They are gone at the
/// next start of the machine at the latest, need no file system journal, and lie under the attempt's mark, so that those of a
/// runner that died are found together with its strays.
/// </summary>
internal static class AttemptMemory
{
    private const string SharedMemory = "/dev/shm";
    private const uint OwnerOnly = 0x1C0;

    /// <summary>Makes a folder.</summary>
    /// <returns>Null where there is no such memory, or somebody else has taken our name in it.</returns>
    public static string? Make(string mark, string purpose)
    {
        if (Root() is not { } root || mark.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        var folder = Path.Combine(root, $"{mark}.{purpose}");
        return Libc.MakeFolder(folder, OwnerOnly) == 0 || Directory.Exists(folder) ? folder : null;
    }

    /// <summary>Removes all folders of an attempt.</summary>
    public static void RemoveAll(string mark)
    {
        if (Root() is { } root)
        {
            foreach (var folder in Directory.GetDirectories(root).Where(f => Path.GetFileName(f).StartsWith(mark + ".", StringComparison.Ordinal)))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>One folder per user; anybody may write beside it, so that it is ours is looked at each time.</summary>
    private static string? Root()
    {
        var path = $"{SharedMemory}/taskrunner-{Libc.UserId()}";
        _ = Libc.MakeFolder(path, OwnerOnly);
        return Libc.Look(path) is { IsFolder: true, IsForOwnerOnly: true } facts && facts.Owner == Libc.UserId() ? path : null;
    }
}
