using System.Runtime.Versioning;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// What a script and the runner hand each other: a folder only the owner can enter, beside the attempt's logs and removed
/// when the attempt settles, for its input may hold secrets. Its name begins with a dot: it is no log.
/// </summary>
internal sealed class PrivateFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;

    private PrivateFolder(string folder) => _folder = folder;

    public string Input => Path.Combine(_folder, "input.json");

    public string Output => Path.Combine(_folder, "output");

    /// <summary>The outputs recorded earlier.</summary>
    public string Recorded => Path.Combine(_folder, "outputs.json");

    /// <summary>Where the text of an inline script is.</summary>
    public string Script => Path.Combine(_folder, "script");

    /// <summary>Whether an action may look at what was recorded: those that deal with what an earlier attempt made.</summary>
    public static bool HasRecorded(string verb) => verb is ShellVerb.Rollback or ShellVerb.Uninstall or ShellVerb.Status;

    /// <exception cref="RefusedException">This system has no folders for the owner alone.</exception>
    public static PrivateFolder Create(TaskContext context, string verb, ShellAction action)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9001", Environment.OSVersion.VersionString);
        }

        var folder = new PrivateFolder(Path.Combine(context.LogDirectory, "." + verb));
        Directory.CreateDirectory(context.LogDirectory);
        Directory.CreateDirectory(folder._folder, OwnerOnly | UnixFileMode.UserExecute);
        Write(folder.Input, JsonWriter.ToUtf8(context.Input, indented: true).Span);
        if (HasRecorded(verb))
        {
            Write(folder.Recorded, JsonWriter.ToUtf8(context.RecordedOutputs, indented: true).Span);
        }

        if (action is ShellAction.Inline inline)
        {
            Write(folder.Script, Encoding.UTF8.GetBytes(inline.Text));
        }

        return folder;
    }

    public void Dispose()
    {
        try
        {
            File.Delete(Input);
            File.Delete(Recorded);
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The script removed it itself, or a process kept by policy writes here this moment: what could hold secrets is gone.
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly,
        });
        file.Write(bytes);
    }
}
