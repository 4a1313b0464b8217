using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// The runner is killed with SIGKILL at random moments, again and again, until the run is over. A ledger outside of the store, which
/// the tasks themselves write, says what really ran.
/// </summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const int Rounds = 100;
    private const int Seed = 20261123;

    [Fact]
    public async Task Killed_at_random_points_no_result_is_lost_and_nothing_that_may_not_runs_twice()
    {
        var random = new Random(Seed);
        var (kills, decisions) = (0, 0);
        var time = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            using var tool = new Taskrunner();
            var package = KillPackage.Write(tool.Folder);
            var trial = new KillTrial(tool, package, random);
            await trial.RunToTheEndAsync();
            trial.Judge();
            kills += trial.Kills;
            decisions += trial.Decisions;
        }

        log.WriteLine($"{Rounds} runs, {kills} kills, {decisions} decisions, {time.Elapsed.TotalSeconds:0} s");
        Assert.True(kills >= Rounds / 2, $"only {kills} kills hit a live runner: the delays do not fit this machine");
    }
}

/// <summary>One run, killed until it is over.</summary>
internal sealed class KillTrial(Taskrunner tool, KillPackage package, Random random)
{
    private const int MostCalls = 60;
    private readonly HashSet<string> _seenSucceeded = [];
    private readonly Dictionary<string, int> _deniedByPerson = [];
    private readonly Dictionary<string, int> _startsWhenSucceeded = [];

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

        Assert.Fail($"not over after {MostCalls} calls");
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
        var delay = random.Next(20, 600 + patience); // a slow machine must come to an end too
        if (!process.WaitForExit(delay))
        {
            process.Kill();
            Kills++;
        }

        await process.WaitForExitAsync();
        _ = (await output, await error);
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
