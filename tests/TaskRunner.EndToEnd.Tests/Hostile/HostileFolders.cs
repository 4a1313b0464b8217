using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>Package folders with what no package may hold.</summary>
internal static class HostileFolders
{
    public static IEnumerable<HostileCase> All()
    {
        yield return HostileCase.Folder("symlink-out", f => File.CreateSymbolicLink(Path.Combine(f, "way"), "/etc/passwd"));
        yield return HostileCase.Folder("symlink-folder", f => Directory.CreateSymbolicLink(Path.Combine(f, "way"), "/etc"));
        yield return HostileCase.Folder("symlink-loop", f => Directory.CreateSymbolicLink(Path.Combine(f, "way"), "."));
        yield return HostileCase.Folder("symlink-manifest", f =>
        {
            File.Delete(Path.Combine(f, "taskrunner.yaml"));
            File.CreateSymbolicLink(Path.Combine(f, "taskrunner.yaml"), "/etc/passwd");
        });
        yield return HostileCase.Folder("fifo", f => Fifo(Path.Combine(f, "way")));
        yield return HostileCase.Folder("fifo-manifest", f =>
        {
            File.Delete(Path.Combine(f, "taskrunner.yaml"));
            Fifo(Path.Combine(f, "taskrunner.yaml"));
        });
        yield return HostileCase.Folder("device-manifest", f =>
        {
            File.Delete(Path.Combine(f, "taskrunner.yaml"));
            File.CreateSymbolicLink(Path.Combine(f, "taskrunner.yaml"), "/dev/zero");
        });
        yield return HostileCase.Folder("case-twins", f =>
        {
            File.WriteAllText(Path.Combine(f, "a"), "");
            File.WriteAllText(Path.Combine(f, "A"), "");
        });
        yield return HostileCase.Folder("control-name", f => File.WriteAllText(Path.Combine(f, "a\nb"), ""));
        yield return HostileCase.Folder("backslash-name", f => File.WriteAllText(Path.Combine(f, "..\\evil"), ""));
        yield return HostileCase.Folder("deep", f => Directory.CreateDirectory(Path.Combine([f, .. Enumerable.Repeat("d", 40)])));
        yield return HostileCase.Folder("many", f =>
        {
            for (var i = 0; i < 20_001; i++)
            {
                File.WriteAllBytes(Path.Combine(f, $"f{i}"), []);
            }
        });
    }

    private static void Fifo(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
