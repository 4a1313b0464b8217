using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Starts processes as children of this one (Linux). Each leads its own session and writes its own log files; its end is seen
/// through a pidfd, so that neither a thread nor a pipe waits for it and a grandchild that holds a file open delays nothing.
/// Dispose it when nothing runs any more.
/// </summary>
public sealed class LocalLauncher : ILauncher, IDisposable
{
    private static readonly TimeSpan LogCheckPeriod = TimeSpan.FromMilliseconds(100);

    private readonly MessageCatalogue _texts;
    private readonly TimeProvider _time;
    private readonly Spawner _spawner;
    private readonly ExitWatcher _watcher;
    private readonly ConcurrentDictionary<int, bool> _leaders = new();

    /// <param name="texts">The language of failure messages and marks in logs.</param>
    /// <param name="time">Measures timeouts; its timestamps must be monotonic.</param>
    /// <exception cref="RefusedException">This is not Linux.</exception>
    public LocalLauncher(MessageCatalogue texts, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9001", RuntimeInformation.OSDescription);
        }

        (_texts, _time) = (texts, time);
        Libc.HearOfChildren();
        _spawner = new Spawner();
        _watcher = new ExitWatcher();
    }

    public async ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop)
    {
        if (stop.Asked.IsCancellationRequested || stop.Killed.IsCancellationRequested)
        {
            return new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false);
        }

        var refusal = new LaunchRefusal(process, _texts);
        if (refusal.BeforeStart() is { } reason)
        {
            return NotStarted(process, reason);
        }

        if (ExecutableLookup.Find(process) is not { } executable)
        {
            return NotStarted(process, refusal.NotInPath());
        }

        return await StartAsync(process, executable, refusal, stop);
    }

    public async ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken)
    {
        var groups = ControlGroups.Of(attemptId);
        var ended = await new ProcessFamily(attemptId, leader: 0, _ => false, groups).EndAsync(cancellationToken);
        foreach (var group in groups)
        {
            await group.RemoveAsync();
        }

        AttemptMemory.RemoveAll(attemptId);
        return ended;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _spawner.Dispose();
    }

    private static ProcessOutcome.NotStarted NotStarted(ProcessSpec process, string reason) =>
        new(process.Secrets?.Mask(reason) ?? reason);

    /// <summary>With secrets the output goes through us; without, the child writes its own files.</summary>
    private async ValueTask<ProcessOutcome> StartAsync(ProcessSpec process, string executable, LaunchRefusal refusal, StopSignals stop)
    {
        var (error, pid) = (0, 0);
        var attemptId = process.Environment.GetValueOrDefault(ProcessSpec.AttemptVariable);
        var group = ControlGroups.Make(attemptId);
        var output = process.Secrets is { IsEmpty: false } secrets
            ? MaskedOutput.Open(process.StdoutPath, process.StderrPath, secrets, out error)
            : null;
        error = error == 0 ? _spawner.Start(process, executable, output, out pid) : error;
        if (error != 0)
        {
            output?.Abandon();
            _ = group?.TryRemove();
            return NotStarted(process, refusal.Explain(error));
        }

        group?.Take(pid);
        output?.Start();
        var family = new ProcessFamily(attemptId, pid, _leaders.ContainsKey, group is null ? [] : [group]);
        var outcome = await FollowAsync(pid, process, family, output, stop);
        await (group?.RemoveAsync() ?? ValueTask.CompletedTask);
        return outcome;
    }

    private async ValueTask<ProcessOutcome> FollowAsync(
        int pid, ProcessSpec process, ProcessFamily family, MaskedOutput? output, StopSignals stop)
    {
        using var stdout = new LogBound(process.StdoutPath, process.LogLimit, _texts);
        using var stderr = new LogBound(process.StderrPath, process.LogLimit, _texts);
        LogBound[] logs = process.StderrPath == process.StdoutPath ? [stdout] : [stdout, stderr];
        ProcessOutcome outcome;
        _leaders[pid] = true;
        await using (_time.CreateTimer(_ => Array.ForEach(logs, l => l.Trim()), null, LogCheckPeriod, LogCheckPeriod))
        {
            var child = new Child(pid, process, _watcher.WhenEnded(pid), _time, family);
            outcome = await child.FollowAsync(stop);
        }

        _leaders.TryRemove(pid, out _);
        if (output is not null)
        {
            await output.FinishAsync(isStillWritten: process.Leftovers == LeftoversRule.Keep && outcome.Leftovers.Count > 0);
        }

        Array.ForEach(logs, l => l.Finish());
        return outcome;
    }
}
