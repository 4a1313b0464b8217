using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>
/// The real program over a disk that is watched: <c>recorder.c</c>, compiled here and preloaded, records every change of the folder
/// <see cref="Root"/> and can let any of them fail. The store is in that folder.
/// </summary>
internal sealed class DiskRecorder : IDisposable
{
    private const int InputOutput = 5, NoSpace = 28, ReadOnly = 30;

    private static readonly Lazy<string?> Built = new(Compile);

    public DiskRecorder()
    {
        if (Built.Value is null)
        {
            Assert.Skip("needs a C compiler to build the recorder: apt-get install clang, then run the tests again");
        }

        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(Built.Value, Library);
        File.WriteAllBytes(Log, []);
        File.WriteAllLines(Path.Combine(Tool.Folder, "settings"), [Root, Log, Ledger, Counter]);
        Tool.Variables["LD_PRELOAD"] = Library;
        Set(0, 0, always: false);
    }

    public Taskrunner Tool { get; } = new();

    public string Root => Path.Combine(Tool.Folder, "disk");

    public string Store => Path.Combine(Root, "store");

    public string Log => Path.Combine(Tool.Folder, "log");

    public string Ledger => Path.Combine(Tool.Folder, "ledger");

    /// <summary>What a task needs in its environment so that its lines in the ledger are in the log too.</summary>
    public string TaskEnvironment => $"LD_PRELOAD: '{Library}', LEDGER: '{Ledger}'";

    /// <summary>Changes of the disk since something was set last.</summary>
    public long Changes => Read(0);

    /// <summary>Those of them that need room.</summary>
    public long Growing => Read(1);

    private string Library => Path.Combine(Tool.Folder, "recorder.so");

    private string Counter => Path.Combine(Tool.Folder, "counter");

    /// <summary>Counts from 0 on a disk that works.</summary>
    public void Mend() => Set(0, 0, always: false);

    /// <summary>The disk is full from the change of that number on, of those that need room.</summary>
    public void FillUpAt(long number) => Set(number, NoSpace, always: true);

    /// <summary>The change of that number meets an error of the disk.</summary>
    public void BreakAt(long number) => Set(number, InputOutput, always: false);

    /// <summary>The disk can be read only, as one that the kernel found broken.</summary>
    public void RefuseAll() => Set(1, ReadOnly, always: true);

    public Task<Ran> RunAsync(params IEnumerable<string> arguments) => Tool.RunAsync([.. arguments, "--store", Store]);

    public void Dispose() => Tool.Dispose();

    /// <summary>In place: supervisors that are still there have the file mapped.</summary>
    private void Set(long failAt, int errno, bool always)
    {
        using var file = new FileStream(Counter, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        foreach (var number in new[] { 0, 0, failAt, errno, always ? 1 : 0 })
        {
            file.Write(BitConverter.GetBytes(number));
        }
    }

    private long Read(int index) => BitConverter.ToInt64(File.ReadAllBytes(Counter), index * sizeof(long));

    /// <returns>The library, or null where nothing can compile it.</returns>
    private static string? Compile()
    {
        var library = Path.Combine(Directory.CreateTempSubdirectory("taskrunner-recorder-").FullName, "recorder.so");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(library)!, recursive: true);
        var source = Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Disk", "recorder.c");
        foreach (var compiler in new[] { "clang", "gcc", "cc" }.Where(IsThere))
        {
            using var process = Process.Start(new ProcessStartInfo(
                compiler, ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-lpthread"])
            {
                RedirectStandardError = true,
            })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, said);
            return library;
        }

        return null;
    }

    private static bool IsThere(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
