using System.Text;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// What a script is handed: a folder only its owner can enter, in memory where that can be had, else beside the attempt's
/// logs; removed when the attempt settles, for the input may hold secrets.
/// </summary>
internal sealed class PrivateFolder : IDisposable
{
    private const uint OwnerOnlyFolder = 0x1C0;
    private const uint OwnerOnlyFile = 0x180;

    private readonly string _folder;

    private PrivateFolder(string folder) => _folder = folder;

    public string Input => Path.Combine(_folder, "input.json");

    /// <summary>The outputs recorded earlier.</summary>
    public string Recorded => Path.Combine(_folder, "outputs.json");

    /// <summary>Where the text of an inline script is.</summary>
    public string Script => Path.Combine(_folder, "script");

    /// <summary>Whether an action may look at what was recorded: those that deal with what an earlier attempt made.</summary>
    public static bool HasRecorded(string verb) => verb is ShellVerb.Rollback or ShellVerb.Uninstall or ShellVerb.Status;

    /// <exception cref="IOException">There is no room for it.</exception>
    public static PrivateFolder Create(TaskContext context, string verb, ShellAction action)
    {
        if (AttemptMemory.Make(context.Mark, verb) is { } memory)
        {
            try
            {
                return Fill(memory, context, verb, action);
            }
            catch (IOException)
            {
                Directory.Delete(memory, recursive: true); // too little of it (64 MiB in many containers): the disk then
            }
        }

        var folder = Path.Combine(context.LogDirectory, "." + verb);
        _ = Libc.MakeFolder(folder, OwnerOnlyFolder);
        return Fill(folder, context, verb, action);
    }

    public void Dispose()
    {
        _ = Libc.RemoveFile(Input);
        _ = Libc.RemoveFile(Recorded);
        _ = Libc.RemoveFile(Script);
        if (Libc.RemoveFolder(_folder) != 0 && Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true); // the script put something there
        }
    }

    private static PrivateFolder Fill(string path, TaskContext context, string verb, ShellAction action)
    {
        var folder = new PrivateFolder(path);
        if (File.Exists(folder.Input))
        {
            return folder; // the attempt is gone on with: its script may be reading
        }

        if (HasRecorded(verb))
        {
            Write(folder.Recorded, JsonWriter.ToUtf8(context.RecordedOutputs, indented: true).Span);
        }

        if (action is ShellAction.Inline inline)
        {
            Write(folder.Script, Encoding.UTF8.GetBytes(inline.Text));
        }

        Write(folder.Input, JsonWriter.ToUtf8(context.Input, indented: true).Span); // last: where it is, all is
        return folder;
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var error = Libc.WriteFile(path, OwnerOnlyFile, bytes);
        if (error != 0)
        {
            throw new IOException($"cannot write {path}: error {error} of the operating system");
        }
    }
}
