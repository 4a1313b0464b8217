using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations.Runs;

/// <summary>Finds the log files of a run's attempts; reading and following them is the caller's.</summary>
public sealed class LogsOperation(Workbench bench)
{
    /// <param name="target">Installation (its last run) or run.</param>
    /// <param name="task">A task, or null for all.</param>
    /// <param name="attempt">An attempt by number, or null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">There is no such run, task or attempt.</exception>
    public async Task<ImmutableArray<AttemptLog>> RunAsync(string target, string? task, int? attempt, CancellationToken cancellationToken)
    {
        var run = await new OperationTools(bench).FindRunAsync(target, cancellationToken).ConfigureAwait(false);
        var index = task is null ? (int?)null : IndexOf(task, run);
        return [.. Find(bench.Paths, run.State, run.Plan, index, attempt).Select(log => log.Read())];
    }

    /// <summary>Where the logs are, by what is recorded alone.</summary>
    internal static ImmutableArray<AttemptLog> Find(WorkbenchPaths paths, RunState run, RecordedPlan plan, int? task, int? attempt)
    {
        var logs = ImmutableArray.CreateBuilder<AttemptLog>();
        var (first, end) = task is { } one ? (one, one + 1) : (0, plan.Tasks.Length);
        for (var i = first; i < end; i++)
        {
            for (var number = 1; number <= run[i].LastAttempt; number++)
            {
                if (attempt is null || attempt == number)
                {
                    var name = plan.Tasks[i].Name;
                    logs.Add(new AttemptLog(run.RunId, name, number, WorkSite.LogFolderOf(paths, run.RunId, i, name, number), []));
                }
            }
        }

        if (attempt is not null && logs.Count == 0)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6139", run.RunId, task is { } missed ? plan.Tasks[missed].Name : "-", $"{attempt}");
        }

        return logs.ToImmutable();
    }

    private static int IndexOf(string task, StoredRun run)
    {
        var names = run.Plan.Tasks.Select(t => t.Name).ToList();
        return names.IndexOf(task) is >= 0 and var index ? index : throw NoSuchTask(run.Header.Id, task, names);
    }

    internal static RefusedException NoSuchTask(string runId, string task, IEnumerable<string> names) =>
        new(RefusalKind.NotFound, [new Diagnostic("TR6122", Severity.Error, SourceSpan.None, [runId, task]) { DidYouMean = NearestName.Of(task, names) }]);
}

/// <summary>The log files of an attempt, as bytes came; empty where it wrote none or they were removed.</summary>
public sealed record AttemptLog(string RunId, string Task, int Attempt, string Folder, ImmutableArray<string> Files)
{
    /// <summary>With the files that are there now. What is no log there (outputs a script is writing) may hold secrets.</summary>
    public AttemptLog Read() => this with
    {
        Files = Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*.log").Order(StringComparer.Ordinal)] : [],
    };
}
