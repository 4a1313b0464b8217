using TaskRunner.Storage;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// Where each trial begins anew, always under the same path, so that outputs with paths in them can be compared: a store, and HOME and
/// TMPDIR of all that runs. What the drill itself writes down lies beside it.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _notes = Directory.CreateTempSubdirectory("taskrunner-drill-").FullName;
    private readonly bool _wasThere;

    /// <param name="path">Missing or empty; null: a temporary folder.</param>
    public Sandbox(string? path)
    {
        Path = System.IO.Path.GetFullPath(path ?? Note("sandbox"));
        _wasThere = Directory.Exists(Path);
    }

    public string Path { get; }

    public string Home => At("home");

    public string Temporary => At("tmp");

    public StoreFolder Store => new(At("store"));

    public static bool CanBe(string path) => !File.Exists(path) && (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any());

    /// <summary>A file of the drill's own, outside of what is emptied.</summary>
    public string Note(string name) => System.IO.Path.Combine(_notes, name);

    /// <summary>Ends what still runs in it and empties it. The key of secrets is kept: equal secrets then have equal fingerprints in each trial.</summary>
    public void Reset()
    {
        KeepKey();
        Empty();
        Make(Path);
        Make(Home);
        Make(Temporary);
        if (File.Exists(Note("secret.key")))
        {
            Make(Store.FullPath);
            File.Copy(Note("secret.key"), Store.SecretKey);
        }
    }

    /// <summary>The supervisor dies, and with it goes all that is known about what it released.</summary>
    public void ForgetWhatRan()
    {
        SandboxProcesses.KillSupervisors(Store.FullPath);
        var runs = System.IO.Path.Combine(Store.FullPath, "runs");
        if (Directory.Exists(runs))
        {
            Directory.Delete(runs, recursive: true);
        }
    }

    public void Dispose()
    {
        Empty();
        if (!_wasThere && Directory.Exists(Path))
        {
            Directory.Delete(Path);
        }

        Directory.Delete(_notes, recursive: true);
    }

    private void KeepKey()
    {
        if (!File.Exists(Note("secret.key")) && File.Exists(Store.SecretKey))
        {
            File.Copy(Store.SecretKey, Note("secret.key"));
        }
    }

    private void Empty()
    {
        SandboxProcesses.KillAll(Store.FullPath);
        if (!Directory.Exists(Path))
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                Open(folder);
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>Unpacked packages are read-only, and tasks may have made such folders too.</summary>
    private static void Open(DirectoryInfo folder)
    {
        if (OperatingSystem.IsLinux())
        {
            folder.UnixFileMode |= OwnerOnly;
        }

        foreach (var inner in folder.EnumerateDirectories().Where(d => d.LinkTarget is null))
        {
            Open(inner);
        }
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
