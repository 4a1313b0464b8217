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

    public bool Exists => Directory.Exists(Path);

    /// <summary>Makes it with an empty spool, durable before this returns: from then on a missing mark means that nothing was released.</summary>
    /// <param name="isWhole">Nothing of the run was released before.</param>
    /// <exception cref="RefusedException">It cannot be made.</exception>
    public void Create(bool isWhole)
    {
        try
        {
            var parent = System.IO.Path.GetDirectoryName(Path)!;
            Make(parent);
            Make(Path);
            SpoolFile.Create(Spool, isWhole);
            Libc.SyncPath(Path);
            Libc.SyncPath(parent);
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
