using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// The runner, its supervisor, or both are killed with SIGKILL at random moments, again and again, until the run is over. A ledger outside
/// of the store, which the tasks themselves write, says what really ran; afterwards nothing of it may live.
/// </summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const int AtOnce = 4;
    private const int Seed = 20261123;

    /// <summary>A program that is compiled while it runs starts ten times slower.</summary>
    private static readonly int Wanted = int.Parse(
        Environment.GetEnvironmentVariable("TASKRUNNER_KILLS") ?? (Environment.GetEnvironmentVariable("TASKRUNNER_BINARY") is null ? "60" : "300"),
        CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killed_at_random_points_no_result_is_lost_and_nothing_that_may_not_runs_twice()
    {
        var (rounds, kills, decisions) = (0, 0, 0);
        var time = Stopwatch.StartNew();
        async Task WorkAsync()
        {
            while (Volatile.Read(ref kills) < Wanted)
            {
                using var tool = new Taskrunner();
                var trial = new KillTrial(tool, KillPackage.Write(tool.Folder), new Random(Seed + Interlocked.Increment(ref rounds)));
                await trial.RunToTheEndAsync();
                trial.Judge();
                await trial.AssertNothingLivesAsync();
                Interlocked.Add(ref kills, trial.Kills);
                Interlocked.Add(ref decisions, trial.Decisions);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync()));
        log.WriteLine($"{rounds} runs, {kills} kills, {decisions} decisions, {time.Elapsed.TotalSeconds:0} s");
    }
}

/// <summary>One run, killed until it is over.</summary>
internal sealed class KillTrial(Taskrunner tool, KillPackage package, Random random)
{
    private const int MostCalls = 60;
    private readonly HashSet<string> _seenSucceeded = [];
    private readonly Dictionary<string, int> _deniedByPerson = [];
    private readonly Dictionary<string, int> _startsWhenSucceeded = [];
    private string _said = "";

    public int Kills { get; private set; }

    public int Decisions { get; private set; }

    public async Task RunToTheEndAsync()
    {
        string[] call = ["install", "kill", package.Folder, "--progress", "none"];
        for (var calls = 0; calls < MostCalls; calls++)
        {
            await CallAndMaybeKillAsync(call, patience: calls * 100);
            var status = await StatusAsync();
            if (status is null)
            {
                continue; // killed before the run had its first record: install again
            }

            Note(status);
            switch ((string)status["run"]!["state"]!)
            {
                case "succeeded":
                    return;
                case "needs-decision":
                    await DecideAsync(status);
                    break;
            }

            call = ["resume", "kill", "--progress", "none"];
        }

        Assert.Fail($"not over after {MostCalls} calls; the last one said\n{_said}\n{(await StatusAsync())?.ToJsonString()}");
    }

    /// <summary>What must hold whatever was killed when.</summary>
    public void Judge()
    {
        var ledger = package.ReadLedger();
        foreach (var task in package.Tasks)
        {
            var starts = ledger.Count(l => l == $"begin {task.Name}");
            var ends = ledger.Count(l => l == $"end {task.Name}");
            var undone = ledger.Count(l => l == $"undo {task.Name}");
            Assert.True(ends >= 1 || _deniedByPerson.ContainsKey(task.Name), $"{task.Name} is said to have succeeded and never ended");
            Assert.True(starts == _startsWhenSucceeded[task.Name], $"{task.Name} ran again after its success was recorded");
            if (!task.IsIdempotent)
            {
                var allowed = 1 + undone + _deniedByPerson.GetValueOrDefault(task.Name);
                Assert.True(starts <= allowed, $"{task.Name} is not idempotent, began {starts} times, {allowed} allowed:\n{string.Join('\n', ledger)}");
            }

            foreach (var before in task.Needs)
            {
                Assert.True(ledger.IndexOf($"end {before}") < ledger.IndexOf($"begin {task.Name}"), $"{task.Name} began before {before} ended");
            }
        }
    }

    private async Task CallAndMaybeKillAsync(string[] call, int patience)
    {
        using var process = tool.Start(call);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var delay = random.Next(10, 400 + patience); // a slow machine must come to an end too
        if (!process.WaitForExit(delay))
        {
            Strike(process);
        }

        await process.WaitForExitAsync();
        _said = $"{await output}{await error}exit code {process.ExitCode}";
    }

    /// <summary>Two of three times the supervisor dies: before, with, or in place of its runner, which then goes on.</summary>
    private void Strike(Process runner)
    {
        var victim = random.Next(3);
        if (victim > 0)
        {
            var supervisors = HostProcesses.SupervisorsOf(tool.Store).ToList();
            Kills += supervisors.Count;
            HostProcesses.Kill(supervisors);
        }

        if (victim < 2)
        {
            runner.Kill();
            Kills++;
        }
    }

    /// <summary>The last supervisor ends by itself; no process of any task is left.</summary>
    public async Task AssertNothingLivesAsync()
    {
        for (var time = Stopwatch.StartNew(); HostProcesses.SupervisorsOf(tool.Store).Concat(HostProcesses.OfStore(tool.Store)).ToList() is { Count: > 0 } left; await Task.Delay(50))
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), string.Join('\n', left.Select(HostProcesses.Describe)));
        }
    }

    private async Task<JsonNode?> StatusAsync()
    {
        var ran = await tool.RunAsync("status", "kill", "-o", "json");
        return ran.Code == 4 ? null : JsonNode.Parse(ran.Expect(0).Output);
    }

    /// <summary>A result once shown may never be taken back, nor the task run again.</summary>
    private void Note(JsonNode status)
    {
        var ledger = package.ReadLedger();
        foreach (var task in status["run"]!["tasks"]!.AsArray())
        {
            var name = (string)task!["name"]!;
            if ((string)task["state"]! == "succeeded" && _seenSucceeded.Add(name))
            {
                _startsWhenSucceeded[name] = ledger.Count(l => l == $"begin {name}");
            }

            Assert.True((string)task["state"]! == "succeeded" || !_seenSucceeded.Contains(name), $"{name} had succeeded and is {task["state"]} now");
        }
    }

    /// <summary>A person looks into the ledger and says what is there.</summary>
    private async Task DecideAsync(JsonNode status)
    {
        foreach (var task in status["run"]!["tasks"]!.AsArray().Where(t => (bool)t!["needsDecision"]!))
        {
            var name = (string)task!["name"]!;
            var done = package.ReadLedger().Contains($"end {name}");
            string[] decision = done ? ["succeeded", "--task-output", $"value={name}"] : ["not-executed"];
            (await tool.RunAsync(["resolve", (string)status["run"]!["id"]!, name, "--as", .. decision, "--reason", "the ledger says so"])).Expect(0);
            Decisions++;
            if (!done)
            {
                _deniedByPerson[name] = _deniedByPerson.GetValueOrDefault(name) + 1;
            }
        }
    }
}
