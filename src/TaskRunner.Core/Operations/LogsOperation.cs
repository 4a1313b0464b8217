using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations;

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
        var tasks = run.Plan.Tasks;
        if (task is not null && tasks.All(t => t.Name != task))
        {
            throw new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR6122", Severity.Error, SourceSpan.None, [run.Header.Id, task])
            {
                DidYouMean = NearestName.Of(task, tasks.Select(t => t.Name)),
            }]);
        }

        var logs = ImmutableArray.CreateBuilder<AttemptLog>();
        for (var i = 0; i < tasks.Length; i++)
        {
            for (var number = 1; (task is null || tasks[i].Name == task) && number <= run.State[i].LastAttempt; number++)
            {
                if (attempt is null || attempt == number)
                {
                    var folder = WorkSite.LogFolderOf(bench.Paths, run.Header.Id, i, tasks[i].Name, number);
                    logs.Add(new AttemptLog(run.Header.Id, tasks[i].Name, number, folder, Files(folder)));
                }
            }
        }

        if (attempt is not null && logs.Count == 0)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6139", run.Header.Id, task ?? "-", $"{attempt}");
        }

        return logs.ToImmutable();
    }

    /// <summary>What is no log there (outputs a script is writing) may hold secrets.</summary>
    private static ImmutableArray<string> Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal)] : [];
}

/// <summary>The log files of an attempt, as bytes came; empty where it wrote none or they were removed.</summary>
public sealed record AttemptLog(string RunId, string Task, int Attempt, string Folder, ImmutableArray<string> Files);
