using System.Text.Json.Nodes;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Storage;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>The work on one disk that fails, and what is there afterwards.</summary>
internal sealed class FailingDiskTrial(FailingDiskTemplate template, string what) : IDisposable
{
    private static readonly string[] Tasks = ["again", "once"];
    private DiskRecorder? _disk;

    private DiskRecorder Disk => _disk ?? throw new InvalidOperationException("the trial has not begun");

    private string[] Ledger => File.ReadAllLines(Disk.Ledger);

    /// <returns>Whether the failure was felt.</returns>
    public async Task<bool> RunAsync(Action<DiskRecorder> fail)
    {
        _disk = await template.CopyAsync();
        fail(_disk);
        var failed = await _disk.RunAsync(template.Call(_disk));
        _disk.Mend();
        if (failed.Code != 0)
        {
            JudgeMessage(failed);
        }

        JudgeJournal(failed, await ReadAsync());
        await GoOnAsync();
        return failed.Code != 0;
    }

    public void Dispose() => _disk?.Dispose();

    private void JudgeMessage(Ran failed)
    {
        Assert.True(failed.Code == 1, $"{what}: exit code {failed.Code}\n{failed.Error}{failed.Output}");
        Assert.True(!failed.Error.Contains("   at ", StringComparison.Ordinal), $"{what}: a stack trace\n{failed.Error}");
        Assert.True(!failed.Error.Contains("TR8030", StringComparison.Ordinal), $"{what}: not foreseen\n{failed.Error}");
        Assert.True((failed.Error + failed.Output).Contains(Disk.Root, StringComparison.Ordinal), $"{what}: no path\n{failed.Error}{failed.Output}");
    }

    /// <summary>What was shown is recorded; what happened in the world was intended, and that survived.</summary>
    private void JudgeJournal(Ran failed, RunReport? run)
    {
        foreach (var (name, said) in Shown(failed))
        {
            var task = run?.Tasks.FirstOrDefault(t => t.Name == name);
            var (shown, state) = ((string)said["state"]!, run?.RunId == (string)said["run"]! ? task?.State ?? "lost" : "lost");
            var isSame = shown is "succeeded" or "rolled-back" ? state == shown : state is not ("lost" or "pending" or "succeeded") || shown == "pending";
            Assert.True(isSame, $"{what}: {name} was shown as {shown} and is {state}");
        }

        foreach (var name in Tasks.Where(t => Ledger.Contains("begin " + t)))
        {
            Assert.True(run is not null && (template.Work != DiskWork.Install || Find(run, name).LastAttempt > 0), $"{what}: {name} began without an intent");
        }

        Assert.True(!Ledger.Contains("undo once") || (run is not null && Find(run, "once").LastAttempt > 0), $"{what}: undone without an intent");
    }

    /// <summary>The last that was said of each task.</summary>
    private static Dictionary<string, JsonNode> Shown(Ran ran)
    {
        var shown = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var line in ran.Error.Split('\n').Where(l => l.StartsWith("{\"event\":\"attempt-settled\"", StringComparison.Ordinal)))
        {
            var said = JsonNode.Parse(line)!;
            shown[(string)said["task"]!] = said;
        }

        return shown;
    }

    private async Task GoOnAsync()
    {
        var isUndone = template.Work == DiskWork.Rollback;
        for (var calls = 0; await ReadAsync() is not { } run || run.Status != RunStatus.Succeeded || (run.Operation == Model.OperationKind.Rollback) != isUndone; calls++)
        {
            Assert.True(calls < 4, $"{what}: does not come to an end");
            await NextAsync(await ReadAsync());
        }

        JudgeLedger(isUndone);
        var errors = StoreCheckup.Examine(new StoreFolder(Disk.Store)).Where(f => f.Severity == Severity.Error).Select(f => f.ToString());
        Assert.True(!errors.Any(), $"{what}: {string.Join('\n', errors)}");
    }

    /// <summary>Never a second time without having been undone; undoing is by contract safe to repeat, also where nothing was done.</summary>
    private void JudgeLedger(bool isUndone)
    {
        var isDone = false;
        foreach (var line in Ledger.Where(l => l.EndsWith("once", StringComparison.Ordinal)))
        {
            Assert.True(line != "begin once" || !isDone, $"{what}: what may happen once happened twice:\n{string.Join('\n', Ledger)}");
            isDone = line == "begin once";
        }

        Assert.True(isDone != isUndone, $"{what}: it is recorded and did not happen:\n{string.Join('\n', Ledger)}");
    }

    private async Task NextAsync(RunReport? run)
    {
        var isOpen = run is not null && !run.Status.IsSettled();
        string[] call = isOpen ? ["resume", "disk", "--progress", "none"] : template.Work == DiskWork.Rollback ? template.Call(Disk) : FailingDiskTemplate.Install(Disk);
        var ran = await Disk.RunAsync(call);
        Assert.True(ran.Code is 0 or 1, $"{what}: {string.Join(' ', call)} ended with {ran}");
    }

    /// <summary>As anybody finds it afterwards; null: no run was recorded.</summary>
    private async Task<RunReport?> ReadAsync()
    {
        var folder = new StoreFolder(Disk.Store);
        if (!folder.Exists)
        {
            return null;
        }

        await using var store = SqliteStore.Open(folder);
        var bench = DiskBench.Of(store, folder);
        try
        {
            return (await new StatusOperation(bench).RunAsync("disk", CancellationToken.None)).Run;
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            return null;
        }
    }

    private static TaskReport Find(RunReport run, string name) => run.Tasks.Single(t => t.Name == name);
}
