using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>
/// The real program over a disk that is watched: <c>recorder.c</c>, compiled here and preloaded, records every change of the folder
/// <see cref="Root"/> and can let any of them fail. The store is in that folder.
/// </summary>
internal sealed class DiskRecorder : IDisposable
{
    private static readonly Lazy<string?> Library = new(Compile);

    public DiskRecorder()
    {
        if (Library.Value is null)
        {
            Assert.Skip("needs a C compiler to build the recorder: apt-get install clang, then run the tests again");
        }

        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(Log, []);
        Begin(failAt: 0, 0, always: false);
    }

    public Taskrunner Tool { get; } = new();

    public string Root => Path.Combine(Tool.Folder, "disk");

    public string Store => Path.Combine(Root, "store");

    public string Log => Path.Combine(Tool.Folder, "log");

    public string Ledger => Path.Combine(Tool.Folder, "ledger");

    /// <summary>What a task needs in its environment so that its lines in the ledger are in the log too.</summary>
    public string TaskEnvironment => $"LD_PRELOAD: '{Library.Value}', DISK_LOG: '{Log}', DISK_LEDGER: '{Ledger}', LEDGER: '{Ledger}'";

    /// <summary>Changes counted since <see cref="Begin"/>.</summary>
    public long Count => BitConverter.ToInt64(File.ReadAllBytes(Counter));

    private string Counter => Path.Combine(Tool.Folder, "counter");

    /// <summary>From now on the change of that number fails (0: none), or it and all after it.</summary>
    public void Begin(long failAt, int errno, bool always)
    {
        File.WriteAllBytes(Counter, new byte[sizeof(long)]);
        var variables = Tool.Variables;
        variables["LD_PRELOAD"] = Library.Value!;
        variables["DISK_ROOT"] = Root;
        variables["DISK_LOG"] = Log;
        variables["DISK_LEDGER"] = Ledger;
        variables["DISK_COUNTER"] = Counter;
        variables["DISK_FAIL_AT"] = failAt.ToString(CultureInfo.InvariantCulture);
        variables["DISK_FAIL_ERRNO"] = errno.ToString(CultureInfo.InvariantCulture);
        variables.Remove("DISK_FAIL_ON");
        if (always)
        {
            variables["DISK_FAIL_ON"] = "always";
        }
    }

    public Task<Ran> RunAsync(params IEnumerable<string> arguments) => Tool.RunAsync([.. arguments, "--store", Store]);

    public void Dispose() => Tool.Dispose();

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
