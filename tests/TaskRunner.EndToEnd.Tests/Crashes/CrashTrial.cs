using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests.Crashes;

/// <summary>
/// One crash with real processes: the runner or its supervisor stops itself at the place, is killed there (or the other is, or both),
/// who is left goes on, and the run is resumed until it is over. Then ledger and end must be those of the table.
/// </summary>
internal sealed class CrashTrial(Taskrunner tool, string name, CrashCase trial)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly CrashPackage _package = new(Path.Combine(tool.Folder, name), trial);

    /// <returns>What differs from the table; null: nothing.</returns>
    public async Task<string?> RunAsync()
    {
        try
        {
            var document = await CrashAsync() ?? await EndAsync();
            return Judge(document);
        }
        catch (Exception e) when (e is TimeoutException or InvalidDataException)
        {
            return e.Message;
        }
    }

    /// <returns>How the run ended, or null when its runner is dead.</returns>
    private async Task<JsonNode?> CrashAsync()
    {
        var (variable, value) = trial.Place.IsCommit ? ("TASKRUNNER_CRASH", $"{trial.Place}:stop") : ("TASKRUNNER_PAUSE_SUPERVISOR", trial.Place.ToString());
        using var runner = Start(Install(), (variable, value));
        var output = runner.StandardOutput.ReadToEndAsync();
        var error = runner.StandardError.ReadToEndAsync();
        var supervisor = await WhenStoppedAsync(runner);
        await WhenBegunAsync();
        var survivors = new List<int>();
        Strike(runner.Id, trial.Victim.HasFlag(Victim.Runner), survivors);
        if (supervisor is { } pid)
        {
            Strike(pid, trial.Victim.HasFlag(Victim.Supervisor), survivors);
        }

        survivors.ForEach(HostProcesses.Continue);
        await runner.WaitForExitAsync().WaitAsync(Patience);
        _ = await error;
        return trial.Victim.HasFlag(Victim.Runner) ? null : await DecideAsync(Parse(await output, await error), runner.ExitCode);
    }

    private static void Strike(int pid, bool isVictim, List<int> survivors)
    {
        if (isVictim)
        {
            HostProcesses.Kill([pid]);
        }
        else
        {
            survivors.Add(pid);
        }
    }

    /// <returns>The supervisor, if there is one.</returns>
    private async Task<int?> WhenStoppedAsync(Process runner)
    {
        for (var time = Stopwatch.StartNew(); ; await Task.Delay(4))
        {
            var supervisor = HostProcesses.ChildrenOf(runner.Id).Cast<int?>().FirstOrDefault(p => HostProcesses.IsSupervisor(p!.Value));
            if (trial.Place.IsCommit ? HostProcesses.IsStopped(runner.Id) : supervisor is { } pid && HostProcesses.IsStopped(pid))
            {
                return supervisor;
            }

            if (runner.HasExited)
            {
                throw new InvalidDataException($"the run ended with exit code {runner.ExitCode} and never came to {trial.Place}");
            }

            if (time.Elapsed > Patience)
            {
                throw new TimeoutException($"never came to {trial.Place}");
            }
        }
    }

    /// <summary>A process that is to be found running has written its begin.</summary>
    private async Task WhenBegunAsync()
    {
        for (var time = Stopwatch.StartNew(); _package.Gated is { } gated && !_package.ReadLedger().Contains($"{gated.Task} {gated.Verb} begin"); await Task.Delay(4))
        {
            if (time.Elapsed > Patience)
            {
                throw new TimeoutException("the process that was started writes nothing");
            }
        }
    }

    /// <summary>Resumes until the run is over.</summary>
    private async Task<JsonNode> EndAsync()
    {
        if (trial.Again is { } again)
        {
            using var killed = Start(["resume", name], ("TASKRUNNER_CRASH", again.ToString()));
            OpenSoon();
            await DrainAsync(killed);
        }

        using var resume = Start(["resume", name]);
        OpenSoon();
        var (output, error) = await DrainAsync(resume);
        if (resume.ExitCode == ExitNotFound)
        {
            return await CallAsync(Install()); // killed before its first record: there is no run
        }

        return error.Contains("TR6117", StringComparison.Ordinal)
            ? await CallAsync(["status", name]) // killed after its last record: there is nothing to resume
            : await DecideAsync(Parse(output, error), resume.ExitCode);
    }

    /// <summary>Whoever is asked says that the task was not executed, and goes on.</summary>
    private async Task<JsonNode> DecideAsync(JsonNode document, int exitCode)
    {
        const int exitNeedsDecision = 9;
        if (exitCode == exitNeedsDecision != CrashTable.Asks(trial))
        {
            throw new InvalidDataException($"exit code {exitCode}, and the table says {(CrashTable.Asks(trial) ? "ask" : "do not ask")}");
        }

        if (exitCode != exitNeedsDecision)
        {
            return document;
        }

        var task = CrashTable.LostStep(trial)!.Task;
        var asked = document["run"]!["tasks"]!.AsArray().Where(t => (bool)t!["needsDecision"]!).Select(t => (string)t!["name"]!).ToList();
        if (asked is not [var only] || only != task)
        {
            throw new InvalidDataException($"asked about {string.Join(", ", asked)}, not about {task}");
        }

        using var resolve = Start(["resolve", (string)document["run"]!["id"]!, task, "--as", "not-executed", "--reason", "the table's trial"]);
        await DrainAsync(resolve);
        return await CallAsync(["resume", name]);
    }

    private async Task<JsonNode> CallAsync(string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = await DrainAsync(process);
        return Parse(output, error);
    }

    private string? Judge(JsonNode document)
    {
        var (expected, found) = (CrashTable.Ledger(trial), _package.ReadLedger());
        var state = (string)document["run"]!["state"]!;
        return !expected.SequenceEqual(found) ? $"the ledger is\n    {string.Join("\n    ", found)}\n  and should be\n    {string.Join("\n    ", expected)}\n  the run says\n    {document["run"]!.ToJsonString()}"
            : state != CrashTable.EndOf(trial.Story) ? $"the run is {state}, not {CrashTable.EndOf(trial.Story)}"
            : null;
    }

    private const int ExitNotFound = 4;

    private string[] Install() => ["install", name, _package.Folder];

    /// <summary>So that it is found running, and not only what came of it.</summary>
    private void OpenSoon()
    {
        if (!trial.Victim.HasFlag(Victim.Supervisor))
        {
            _ = Task.Delay(60).ContinueWith(_ => _package.Open(), TaskScheduler.Default);
        }
    }

    private Process Start(string[] arguments, (string Name, string Value)? variable = null) =>
        tool.Start([.. arguments, .. arguments[0] is "resolve" or "status" ? (string[])[] : ["--progress", "none"], "-o", "json"], variable);

    private static async Task<(string Output, string Error)> DrainAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (await output, await error);
    }

    private static JsonNode Parse(string output, string error) =>
        output.Length > 0 ? JsonNode.Parse(output)! : throw new InvalidDataException($"no document:\n{error}");
}
