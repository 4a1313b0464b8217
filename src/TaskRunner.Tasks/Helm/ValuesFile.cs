using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>The values of a task as a file only its owner can read, in memory where that can be had; removed with its folder.</summary>
internal sealed class ValuesFile : IDisposable
{
    private const uint OwnerOnlyFolder = 0x1C0;
    private const uint OwnerOnlyFile = 0x180;

    private ValuesFile(string folder) => Folder = folder;

    /// <summary>Also for what else the disk should not see.</summary>
    public string Folder { get; }

    public string FullPath => Path.Combine(Folder, "values.json");

    /// <param name="context">Of the attempt.</param>
    /// <param name="id">Unique to the attempt, or to a look.</param>
    /// <param name="values">What to write: JSON is YAML.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static ValuesFile Create(TaskContext context, string id, MapValue values)
    {
        var folder = AttemptMemory.Make(id, "helm");
        if (folder is null)
        {
            folder = Path.Combine(context.LogDirectory, ".helm");
            _ = Libc.MakeFolder(folder, OwnerOnlyFolder);
        }

        var file = new ValuesFile(folder);
        var error = File.Exists(file.FullPath) ? 0 : Libc.WriteFile(file.FullPath, OwnerOnlyFile, JsonWriter.ToUtf8(values).Span);
        return error == 0 ? file : throw new IOException($"cannot write {file.FullPath}: error {error} of the operating system");
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
