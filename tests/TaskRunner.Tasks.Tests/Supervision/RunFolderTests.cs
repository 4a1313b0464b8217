using TaskRunner.Tasks.Supervision;

namespace TaskRunner.Tasks.Tests.Supervision;

/// <summary>The folder of a run when the disk or a process fails at a bad moment.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("taskrunner-folder-");

    private RunFolder Folder => new(Path.Combine(_root.FullName, "runs", "r1"));

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void What_a_full_disk_left_of_its_making_is_made_anew()
    {
        Directory.CreateDirectory(Folder.Path + ".new");
        File.WriteAllText(Path.Combine(Folder.Path + ".new", "spool"), "TRsp");
        Folder.Create(isWhole: true);
        using var spool = SpoolFile.Open(Folder.Spool);
        Assert.True(spool.State.IsWhole);
        Assert.Equal(["r1"], new DirectoryInfo(Path.GetDirectoryName(Folder.Path)!).GetDirectories().Select(d => d.Name));
    }

    [Fact]
    public void A_lock_that_was_given_back_names_nobody()
    {
        Folder.Create(isWhole: true);
        using (FolderLock.TryTake(Folder))
        {
            Assert.StartsWith($"{Environment.ProcessId} ", Name(), StringComparison.Ordinal);
        }

        Assert.Equal("", Name());
    }

    [Fact]
    public void A_runner_never_ends_itself_for_a_holder_that_does_not_answer()
    {
        Folder.Create(isWhole: true);
        using var held = FolderLock.TryTake(Folder);
        Assert.NotNull(held);
        FolderLock.EndHolder(Folder); // it was killed here when a full disk kept the supervisor from writing its name
    }

    private string Name()
    {
        // The framework would ask for the lock.
        using var cat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [Folder.Lock]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }
}
