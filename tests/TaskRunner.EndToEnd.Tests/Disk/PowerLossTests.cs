using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Storage;
using TaskRunner.Tasks.Supervision;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>
/// The power fails at a random point of real work. Disks are made of the recorded changes, with those that were not synced dropped,
/// reordered or torn; each must open, hold everything that anybody had been told by then, and some are used to go on.
/// </summary>
public sealed class PowerLossTests(ITestOutputHelper log)
{
    private const string ImagesVariable = "TASKRUNNER_POWER_IMAGES", SeedVariable = "TASKRUNNER_POWER_SEED";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whenever_the_power_fails_the_store_opens_and_nothing_that_was_shown_is_lost()
    {
        using var disk = new DiskRecorder();
        var (one, two) = (DiskPackage.Write(disk, "1.0.0"), DiskPackage.Write(disk, "2.0.0"));
        (await disk.RunAsync("install", "disk", one, "--set", "config.token=hunter2-and-more", "--progress", "json")).Expect(0);
        await UpgradeWithADeathAsync(disk, two);
        (await disk.RunAsync("rollback", "disk", "-y", "--progress", "json")).Expect(0);
        var records = DiskLog.Read(disk.Log);
        Assert.True(records.Count(r => r is { Kind: 'A', Path: "shown" }) > 10, "the recorder does not see what is shown: nothing would be proved");
        var (images, seed) = (Number(ImagesVariable, 500), Number(SeedVariable, 20261126));
        var time = Stopwatch.StartNew();
        var (opened, resumed, marked) = (0, 0, 0);
        for (var i = 0; i < images; i++)
        {
            var trial = new PowerLossTrial(disk, records, new Random(seed + i), $"image {i} ({SeedVariable}={seed + i} {ImagesVariable}=1)");
            opened += await trial.LookAsync(Cancel) ? 1 : 0;
            if (i % 25 == 0 && await trial.GoOnAsync())
            {
                resumed++;
            }

            marked += trial.Marked;
            trial.Remove();
        }

        log.WriteLine($"{records.Count} changes recorded; {images} images, {opened} with a store, {resumed} gone on with, {marked} tasks known from a spool; {time.Elapsed.TotalSeconds:0} s");
        Assert.True(marked > 0 || images < 200, "no image needed a spool: the cuts do not fit the work");
        Assert.True(opened * 10 >= images * 7 || images < 20, $"only {opened} images held a store: the cuts do not fit the work");
    }

    /// <summary>The runner dies when the last task has ended: only the supervisor's spool knows how, until a resume has read it.</summary>
    private static async Task UpgradeWithADeathAsync(DiskRecorder disk, string package)
    {
        disk.Tool.Variables["TASKRUNNER_CRASH"] = "before:4";
        var killed = (await disk.RunAsync("upgrade", "disk", package, "--progress", "json")).Expect(128 + 9);
        disk.Tool.Variables.Remove("TASKRUNNER_CRASH");
        while (HostProcesses.SupervisorsOf(disk.Store).Any())
        {
            await Task.Delay(20, Cancel);
        }

        var run = (string)JsonNode.Parse(killed.Error.Split('\n')[0])!["run"]!;
        DiskLog.Add(disk.Log, "spooled", run);
        (await disk.RunAsync("resume", "disk", "--progress", "json")).Expect(0);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>One disk that may be found when the power is back, and what had been promised by then.</summary>
internal sealed class PowerLossTrial
{
    private readonly DiskRecorder _disk;
    private readonly string _what;
    private readonly StoreFolder _store;
    private readonly List<string> _ledger = [];
    private readonly List<(string Run, string Task, string State)> _shown = [];
    private readonly HashSet<string> _runs = [];
    private readonly HashSet<string> _spooled = [];

    public PowerLossTrial(DiskRecorder disk, List<DiskRecord> records, Random random, string what)
    {
        (_disk, _what) = (disk, what);
        var cut = random.Next(1, records.Count + 1);
        var model = new CutDisk();
        foreach (var record in records.Take(cut))
        {
            if (record.Kind == 'A')
            {
                Promise(record);
            }
            else
            {
                model.Apply(record);
            }
        }

        var image = Directory.CreateDirectory(Path.Combine(disk.Tool.Folder, "image")).FullName;
        model.Write(random, disk.Root, image);
        _store = new StoreFolder(Path.Combine(image, "store"));
        LetTheMachineBoot();
        _what = $"{what}, cut after {cut} of {records.Count} changes";
    }

    /// <returns>Whether there is a store: nothing had been promised where there is none.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (!_store.Exists)
        {
            Assert.True(_runs.Count == 0 && _ledger.Count == 0, $"{_what}: the store is gone");
            return false;
        }

        var errors = StoreCheckup.Examine(_store).Where(f => f.Severity == Severity.Error).Select(f => f.ToString());
        Assert.True(!errors.Any(), $"{_what}: {string.Join('\n', errors)}");
        await using var store = SqliteStore.Open(_store);
        var bench = DiskBench.Of(store, _store);
        foreach (var run in _runs)
        {
            var report = (await new StatusOperation(bench).RunAsync(run, cancellationToken)).Run;
            Compare(report);
            DemandMarks(report);
        }

        foreach (var installation in await store.ListInstallationsAsync(cancellationToken))
        {
            var answers = await bench.Vault.RevealAsync(installation.Answers, cancellationToken); // refused where the key is lost
            Assert.DoesNotContain("$secret", JsonWriter.ToText(answers), StringComparison.Ordinal);
        }

        await DemandIntentsAsync(bench, cancellationToken);
        return true;
    }

    /// <summary>The real program takes the work up where the disk has it, and what may happen once does.</summary>
    public async Task<bool> GoOnAsync()
    {
        await File.WriteAllLinesAsync(_disk.Ledger, _ledger);
        var status = await _disk.Tool.RunAsync("status", "disk", "--store", _store.FullPath, "-o", "json");
        if (status.Code != 0)
        {
            return false;
        }

        var state = (string)JsonNode.Parse(status.Output)!["run"]!["state"]!;
        if (state == "interrupted")
        {
            (await _disk.Tool.RunAsync("resume", "disk", "--store", _store.FullPath, "--progress", "none")).Expect(0);
        }

        var ends = (await File.ReadAllLinesAsync(_disk.Ledger)).Where(l => l.StartsWith("end once ", StringComparison.Ordinal)).ToList();
        Assert.True(ends.Count == ends.Distinct().Count(), $"{_what}: what may happen once in a run happened twice");
        return true;
    }

    /// <summary>Tasks of which only the supervisor's spool can tell that they happened.</summary>
    public int Marked { get; private set; }

    public void Remove() => Directory.Delete(Path.GetDirectoryName(_store.FullPath)!, recursive: true);

    /// <summary>Unpacked copies of packages are kept by boot, and this is another one.</summary>
    private void LetTheMachineBoot()
    {
        var packages = new DirectoryInfo(Path.Combine(_store.FullPath, "packages"));
        foreach (var copies in packages.Exists ? packages.GetDirectories("boot-*") : [])
        {
            copies.MoveTo(copies.FullName + "-earlier");
        }
    }

    private void Promise(DiskRecord record)
    {
        if (record.Path == "ledger")
        {
            _ledger.AddRange(record.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return;
        }

        if (record.Path == "spooled")
        {
            _spooled.Add(record.Text);
            return;
        }

        foreach (var line in record.Text.Split('\n').Where(l => l.StartsWith('{') && l.EndsWith('}')))
        {
            var said = JsonNode.Parse(line)!;
            _runs.Add((string)said["run"]!);
            if ((string)said["event"]! == "attempt-settled" && (string?)said["state"] is { } state)
            {
                _shown.Add(((string)said["run"]!, (string)said["task"]!, state));
            }
        }
    }

    private void Compare(RunReport run)
    {
        foreach (var (_, name, state) in _shown.Where(s => s.Run == run.RunId))
        {
            var task = run.Tasks.Single(t => t.Name == name);
            Assert.True(task.State == state, $"{_what}: {name} was shown as {state} and is {task.State}");
            Assert.True(task.State != "succeeded" || task.Verb != 0 || task.Outputs is { Entries.IsEmpty: false }, $"{_what}: the outputs of {name} are lost");
        }
    }

    /// <summary>
    /// The supervisor's folder: what must not happen twice and did happen is marked there as long as the journal has no outcome of it,
    /// and an outcome that only the supervisor knew is there whole.
    /// </summary>
    private void DemandMarks(RunReport run)
    {
        var folder = new RunFolder(Path.Combine(_store.FullPath, "runs", run.RunId));
        if (run.Status.IsSettled())
        {
            return;
        }

        using var spool = SpoolFile.Open(folder.Spool);
        Assert.True(spool.State.IsWhole, $"{_what}: the spool of {run.RunId} was made anew");
        foreach (var task in run.Tasks.Where(t => t.Name != "again" && t.State is not ("succeeded" or "rolled-back") && _ledger.Contains($"begin {t.Name} {run.RunId}")))
        {
            Marked++;
            Assert.True(Steps(spool, run, task).Any(), $"{_what}: {task.Name} happened and nothing says that it was released");
            Assert.True(!_spooled.Contains(run.RunId) || Steps(spool, run, task).All(s => s.Value is ProcessOutcome.Exited { Code: 0 }),
                $"{_what}: the outcome of {task.Name}, which the supervisor had written, is lost");
        }
    }

    private static IEnumerable<KeyValuePair<StepKey, ProcessOutcome?>> Steps(SpoolFile spool, RunReport run, TaskReport task) =>
        spool.State.Steps.Where(s => s.Key.AttemptId.StartsWith($"{run.RunId}.{run.Tasks.IndexOf(task)}.", StringComparison.Ordinal));

    /// <summary>Write-ahead: what a task did in the world follows an intent that survived.</summary>
    private async Task DemandIntentsAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var attempts = 0;
        foreach (var header in await bench.Store.ListRunsAsync("disk", cancellationToken))
        {
            var report = await new StatusOperation(bench).RunAsync(header.Id, cancellationToken);
            attempts += report.Run.Tasks.Sum(t => Math.Max(t.LastAttempt, t.Attempts));
        }

        var effects = _ledger.Count(l => l.StartsWith("begin ", StringComparison.Ordinal) || l.StartsWith("undo ", StringComparison.Ordinal));
        Assert.True(effects <= attempts, $"{_what}: {effects} effects, {attempts} attempts are recorded");
    }
}
