using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>Where the processes of one run are remembered and their supervisor is found; readable by its owner only.</summary>
internal sealed record RunFolder(string Path)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Spool => At("spool");

    public string Lock => At("lock");

    public string Log => At("supervisor.log");

    /// <summary>The folder of the store it belongs to.</summary>
    public string Store => System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)))!;

    public bool Exists => Directory.Exists(Path);

    /// <summary>
    /// Makes it with an empty spool, durable with its name before this returns: from then on a missing mark means that nothing was
    /// released. It is made under another name first: it is there whole or not at all.
    /// </summary>
    /// <param name="isWhole">Nothing of the run was released before.</param>
    /// <exception cref="RefusedException">It cannot be made.</exception>
    public void Create(bool isWhole)
    {
        try
        {
            var parent = System.IO.Path.GetDirectoryName(Path)!;
            var draft = new RunFolder(Path + ".new");
            if (draft.Exists)
            {
                Directory.Delete(draft.Path, recursive: true); // of somebody who died over it, or of a full disk
            }

            Make(parent);
            Make(draft.Path);
            SpoolFile.Create(draft.Spool, isWhole);
            Libc.SyncPath(draft.Path);
            Directory.Move(draft.Path, Path);
            Libc.SyncPath(parent);
            Libc.SyncPath(System.IO.Path.GetDirectoryName(parent)!); // the first run of a store makes this folder's name too
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(e);
        }
    }

    /// <summary>The run is over. Its name goes first, so that nobody finds it half removed and takes what is missing for a proof.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path))
        {
            var gone = Path + ".gone";
            Directory.Move(Path, gone);
            Directory.Delete(gone, recursive: true);
        }
    }

    public RefusedException Refused(Exception reason) => new(RefusalKind.Store, "TR9040", Path, reason.Message);

    private static void Make(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(path, Owner);
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
