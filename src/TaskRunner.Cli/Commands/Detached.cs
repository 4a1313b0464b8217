using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Execution;
using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>
/// <c>--detach</c>: the same call again in a session of its own, without a terminal. This process ends as soon as the run is
/// recorded; where none begins, what the other said and its exit code become ours.
/// </summary>
internal sealed class Detached(Session session, Composition composition)
{
    /// <summary>Tells the other process in which file the id of its run is awaited.</summary>
    private const string ReportVariable = "TASKRUNNER_DETACHED";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>This is the detached process, whatever its flags and variables say.</summary>
    public static bool IsOne(Session session) => session.Environment.GetValueOrDefault(ReportVariable) is { Length: > 0 };

    /// <summary>In the detached process: the id of the run is told when there is a record of it, for then everybody finds it.</summary>
    public static IRunObserver Reporting(Session session, string runId, IRunObserver views) =>
        session.Environment.GetValueOrDefault(ReportVariable) is { Length: > 0 } file ? new DetachedReport(file, runId, views) : views;

    public async Task<int> StartAsync(ParseResult parsed, string? store)
    {
        await using var opened = composition.Open(store);
        var folder = Path.Combine(opened.Bench.Paths.Logs, "detached", Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(folder);
        var (report, error) = (Path.Combine(folder, "run"), Path.Combine(folder, "err"));
        var never = new StopSignals(CancellationToken.None, CancellationToken.None);
        var ended = opened.Bench.Launcher.RunAsync(Process(parsed, folder, report, error), never).AsTask();
        while (!File.Exists(report) && !ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(Poll)).ConfigureAwait(false);
        }

        if (!File.Exists(report))
        {
            session.Error.Write(await File.ReadAllTextAsync(error).ConfigureAwait(false));
            return await ended.ConfigureAwait(false) is ProcessOutcome.Exited exited ? exited.Code : ExitCode.RunFailed;
        }

        Show(session, await File.ReadAllTextAsync(report).ConfigureAwait(false), Results.WantsJson(parsed));
        return ExitCode.Ok;
    }

    public static void Show(Session session, string runId, bool json)
    {
        if (json)
        {
            new JsonView(session).Write(MapValue.Of(("run", MapValue.Of(("id", Value.From(runId))))));
            return;
        }

        session.Out.WriteLine(runId);
        session.Error.WriteLine(session.Text("detached", runId));
    }

    private ProcessSpec Process(ParseResult parsed, string folder, string report, string error)
    {
        var (program, arguments) = OwnProgram.Call(Arguments(parsed));
        return new ProcessSpec
        {
            FileName = program,
            Arguments = [.. arguments],
            Environment = new Dictionary<string, string>(session.Environment, StringComparer.Ordinal) { [ReportVariable] = report },
            WorkingDirectory = Directory.GetCurrentDirectory(),
            StdoutPath = Path.Combine(folder, "out"),
            StderrPath = error,
            Timeout = TimeSpan.FromDays(365),
            Grace = TimeSpan.FromSeconds(30),
            Leftovers = LeftoversRule.Keep,
        };
    }

    /// <summary>The call as it was typed. What had to be agreed to was agreed to here, where somebody could be asked.</summary>
    private IEnumerable<string> Arguments(ParseResult parsed)
    {
        var mayNeedYes = parsed.CommandResult.Command.Options.Any(o => o.Name == "--yes");
        string[] added = mayNeedYes ? ["--no-input", "--yes"] : ["--no-input"];
        return [.. session.Arguments.TakeWhile(a => a != "--"), .. added, .. session.Arguments.SkipWhile(a => a != "--")];
    }
}
