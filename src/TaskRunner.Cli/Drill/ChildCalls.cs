using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Cli.Drill;

/// <summary>Calls this very program in the sandbox, as a process that may die.</summary>
internal sealed class ChildCalls(Session session, ILauncher launcher, Sandbox sandbox, DrillRequest request, StopSignals stop)
{
    private static readonly string[] Kept = ["PATH", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_ALL", "TZ", "TERM"];

    public string Commits => sandbox.Note("commits");

    /// <summary>Calls so far.</summary>
    public int Count { get; private set; }

    private string Error => sandbox.Note("err");

    /// <summary>How long a call may take before it counts as stuck.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(1);

    public Task<ChildEnd> InstallAsync(CrashPoint? crash, bool notesCommits) =>
        CallAsync(crash, notesCommits, ["install", request.Name, request.Package, .. request.Flags]);

    /// <summary>The version that is upgraded.</summary>
    public Task<ChildEnd> InstallOldAsync() => CallAsync(null, false, ["install", request.Name, request.From!, .. request.FromFlags]);

    public Task<ChildEnd> UpgradeAsync(CrashPoint? crash, bool notesCommits) =>
        CallAsync(crash, notesCommits, ["upgrade", request.Name, request.Package, .. request.Flags]);

    public Task<ChildEnd> RollbackAsync(CrashPoint? crash, bool notesCommits) =>
        CallAsync(crash, notesCommits, ["rollback", request.Name, "--yes", .. request.RunFlags]);

    public Task<ChildEnd> ResumeAsync() => CallAsync(null, false, ["resume", request.Name]);

    /// <param name="tasks">Run whatever their earlier success says.</param>
    public Task<ChildEnd> ReapplyAsync(IEnumerable<string> tasks) =>
        CallAsync(null, false, ["upgrade", request.Name, request.Package, .. request.Flags, .. tasks.SelectMany(t => new[] { "--run", t })]);

    public Task<ChildEnd> CancelAsync() => CallAsync(null, false, ["cancel", request.Name]);

    public Task<ChildEnd> UninstallAsync() => CallAsync(null, false, ["uninstall", request.Name, "--yes"]);

    private async Task<ChildEnd> CallAsync(CrashPoint? crash, bool notesCommits, IEnumerable<string> arguments)
    {
        Count++;
        var outcome = await launcher.RunAsync(Process(arguments, Environment(crash, notesCommits)), stop).ConfigureAwait(false);
        stop.Asked.ThrowIfCancellationRequested();
        return outcome switch
        {
            ProcessOutcome.Exited exited => new ChildEnd(exited.Code, false, File.ReadAllText(Error)),
            ProcessOutcome.Signalled when crash is not null => new ChildEnd(ExitCode.Signalled, true, ""),
            ProcessOutcome.Stopped => new ChildEnd(null, false, File.ReadAllText(Error)),
            ProcessOutcome.NotStarted not => throw new RefusedException(RefusalKind.NotAllowed, "TR8060", not.Reason.ToString()),
            _ => new ChildEnd(ExitCode.Signalled, false, File.ReadAllText(Error)),
        };
    }

    private Dictionary<string, string> Environment(CrashPoint? crash, bool notesCommits)
    {
        var variables = session.Environment
            .Where(v => Kept.Contains(v.Key) || v.Key.StartsWith("DOTNET_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        variables["HOME"] = sandbox.Home;
        variables["TMPDIR"] = sandbox.Temporary;
        if (crash is { } point)
        {
            variables[CrashPoint.Variable] = point.ToString();
        }

        if (notesCommits)
        {
            File.Delete(Commits);
            variables[CommitLog.Variable] = Commits;
        }

        if (request.Stub is not null)
        {
            variables[StubPlan.Variable] = sandbox.Note("stub.json");
        }

        return variables;
    }

    private ProcessSpec Process(IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        string[] common = ["--store", sandbox.Store.FullPath, "--no-input", "--lang", request.Language];
        var (program, all) = OwnProgram.Call([.. arguments, .. common]);
        return new ProcessSpec
        {
            FileName = program,
            Arguments = all,
            Environment = environment,
            WorkingDirectory = Directory.GetCurrentDirectory(), // answers may name files relative to it
            StdoutPath = sandbox.Note("out"),
            StderrPath = Error,
            Timeout = Patience,
            Grace = TimeSpan.FromSeconds(30),
            Leftovers = LeftoversRule.Keep, // a supervisor outlives its runner
        };
    }
}

/// <summary>How a call ended.</summary>
/// <param name="Code">Null: it was stopped, because it took too long.</param>
/// <param name="Crashed">It died as it was told to.</param>
/// <param name="Error">What it said.</param>
internal sealed record ChildEnd(int? Code, bool Crashed, string Error);
