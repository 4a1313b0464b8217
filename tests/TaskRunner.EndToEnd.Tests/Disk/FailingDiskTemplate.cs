namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>What is done while the disk fails.</summary>
public enum DiskWork
{
    /// <summary>A package is installed into a store that is not there yet.</summary>
    Install,

    /// <summary>A run goes on whose runner was killed after its first task.</summary>
    Resume,

    /// <summary>A finished operation is undone.</summary>
    Rollback,
}

/// <summary>A store as it is before the work begins; each trial has a copy.</summary>
internal sealed class FailingDiskTemplate(DiskWork work) : IDisposable
{
    private const int Killed = 128 + 9;

    private static readonly string Manifest = """
        apiVersion: taskrunner/v1
        kind: Package
        name: disk
        version: 1.0.0
        config:
          openAPIV3Schema:
            type: object
            properties:
              token: {type: string, x-secret: true}
        tasks:
          - name: again
            type: shell
            idempotent: true
            outputs: {value: {type: string}}
            spec: {execute: {run: 'echo "begin again" >> "$TASKRUNNER_STORE/../../ledger"; echo value=1 > "$TASKRUNNER_OUTPUT"'}}
          - name: once
            type: shell
            needs: [again]
            rollback: true
            outputs: {value: {type: string}}
            spec:
              execute: {run: 'echo "begin once" >> "$TASKRUNNER_STORE/../../ledger"; echo value=2 > "$TASKRUNNER_OUTPUT"'}
              rollback: {run: 'echo "undo once" >> "$TASKRUNNER_STORE/../../ledger"'}
        """;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private DiskRecorder? _before;

    public DiskWork Work { get; } = work;

    /// <summary>The command line that installs the package.</summary>
    public static string[] Install(DiskRecorder disk) =>
        ["install", "disk", Path.Combine(disk.Tool.Folder, "package"), "--set", "config.token=hunter2-and-more", "--progress", "json"];

    public void Dispose()
    {
        _gate.Dispose();
        _before?.Dispose();
    }

    /// <summary>The command line of the work.</summary>
    public string[] Call(DiskRecorder disk) => Work switch
    {
        DiskWork.Install => Install(disk),
        DiskWork.Resume => ["resume", "disk", "--progress", "json"],
        _ => ["rollback", "disk", "-y", "--progress", "json"],
    };

    /// <summary>A disk of its own on which the work can begin.</summary>
    public async Task<DiskRecorder> CopyAsync()
    {
        var disk = Bare();
        if (Work == DiskWork.Install)
        {
            return disk;
        }

        await _gate.WaitAsync();
        try
        {
            _before ??= await PrepareAsync(Bare());
        }
        finally
        {
            _gate.Release();
        }

        using var copy = System.Diagnostics.Process.Start("cp", ["-a", _before.Store, _before.Ledger, disk.Root]);
        await copy.WaitForExitAsync();
        File.Move(Path.Combine(disk.Root, "ledger"), disk.Ledger, overwrite: true);
        return disk;
    }

    /// <summary>How many changes the work makes on a disk that works.</summary>
    public async Task<long> CountAsync(Func<DiskRecorder, long> count)
    {
        using var disk = await CopyAsync();
        disk.Mend();
        (await disk.RunAsync(Call(disk))).Expect(0);
        return count(disk);
    }

    private static DiskRecorder Bare()
    {
        var disk = new DiskRecorder();
        var package = Directory.CreateDirectory(Path.Combine(disk.Tool.Folder, "package"));
        File.WriteAllText(Path.Combine(package.FullName, "taskrunner.yaml"), Manifest);
        File.WriteAllText(disk.Ledger, "");
        return disk;
    }

    private async Task<DiskRecorder> PrepareAsync(DiskRecorder disk)
    {
        if (Work == DiskWork.Resume)
        {
            disk.Tool.Variables["TASKRUNNER_CRASH"] = "after:2"; // the outcome of the first task is durable, and the intent of the second
        }

        (await disk.RunAsync(Install(disk))).Expect(Work == DiskWork.Resume ? Killed : 0);
        while (HostProcesses.SupervisorsOf(disk.Store).Any())
        {
            await Task.Delay(20);
        }

        return disk;
    }
}
