using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Secrets;
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
    private readonly bool _isAlone;

    /// <param name="texts">The language of marks in logs.</param>
    /// <param name="time">Measures timeouts; its timestamps must be monotonic.</param>
    /// <exception cref="RefusedException">This is not Linux.</exception>
    public LocalLauncher(MessageCatalogue texts, TimeProvider time)
        : this(texts, time, isAlone: false)
    {
    }

    /// <param name="texts">The language of marks in logs.</param>
    /// <param name="time">Measures timeouts; its timestamps must be monotonic.</param>
    /// <param name="isAlone">Nothing else in this process starts processes, so that it may go into a child's control group to start it there.</param>
    internal LocalLauncher(MessageCatalogue texts, TimeProvider time, bool isAlone)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9001", RuntimeInformation.OSDescription);
        }

        (_texts, _time, _isAlone) = (texts, time, isAlone);
        Libc.HearOfChildren();
        _spawner = new Spawner();
        _watcher = new ExitWatcher();
    }

    public string Place => StoreFolder is null ? "" : Libc.Look(Path.Combine(StoreFolder, "."))?.Identity.ToString() ?? "";

    /// <summary>
    /// The folder whose attempts these are. Not its path, which a copy in a container may share, but the folder itself is their place: it
    /// is another one in each copy, and the same after it was moved.
    /// </summary>
    public string? StoreFolder { get; init; }

    public async ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop)
    {
        if (stop.Asked.IsCancellationRequested || stop.Killed.IsCancellationRequested)
        {
            return new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false);
        }

        var refusal = new LaunchRefusal(process);
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
        var mark = AttemptMark.Of(attemptId, Place);
        var groups = ControlGroups.Of(mark);
        var ended = await new ProcessFamily(mark, leader: 0, _ => false, groups).EndAsync(cancellationToken);
        foreach (var group in groups)
        {
            await group.RemoveAsync();
        }

        AttemptMemory.RemoveAll(mark);
        return ended;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _spawner.Dispose();
    }

    private static ProcessOutcome.NotStarted NotStarted(ProcessSpec process, LocalizableString reason) =>
        new(process.Secrets is { } secrets ? reason.Replace(words => secrets.Mask(words)) : reason);

    /// <summary>With secrets the output goes through us; without, the child writes its own files.</summary>
    private async ValueTask<ProcessOutcome> StartAsync(ProcessSpec process, string executable, LaunchRefusal refusal, StopSignals stop)
    {
        var (error, pid) = (0, 0);
        var mark = AttemptMark.Of(process.Environment, Place);
        var group = ControlGroups.Make(mark);
        var secrets = new KnownSecrets(process);
        var output = secrets.MayBeAny
            ? MaskedOutput.Open(process.StdoutPath, process.StderrPath, secrets, out error)
            : null;
        var isHeld = false;
        if (error == 0)
        {
            void Spawn() => error = _spawner.Start(process, executable, mark, output, out pid);
            isHeld = Start(group, Spawn);
        }

        if (error != 0)
        {
            output?.Abandon();
            _ = group?.TryRemove();
            return NotStarted(process, refusal.Explain(error));
        }

        if (!isHeld)
        {
            group?.Take(pid);
        }

        var notes = new LogNotes(process.StdoutPath, process.StderrPath);
        output?.Start(notes.Look);
        var family = new ProcessFamily(mark, pid, _leaders.ContainsKey, group is null ? [] : [group]);
        var outcome = await FollowAsync(pid, process, family, output, secrets, notes, stop);
        await (group?.RemoveAsync() ?? ValueTask.CompletedTask);
        return outcome;
    }

    /// <returns>Whether the child was born in the group.</returns>
    private bool Start(ControlGroup? group, Action spawn)
    {
        if (_isAlone && group is not null)
        {
            return group.Bear(spawn);
        }

        spawn();
        return false;
    }

    private async ValueTask<ProcessOutcome> FollowAsync(
        int pid, ProcessSpec process, ProcessFamily family, MaskedOutput? output, KnownSecrets secrets, LogNotes notes, StopSignals stop)
    {
        using var stdout = new LogBound(process.StdoutPath, process.LogLimit, _texts);
        using var stderr = new LogBound(process.StderrPath, process.LogLimit, _texts);
        LogBound[] logs = process.StderrPath == process.StdoutPath ? [stdout] : [stdout, stderr];
        ProcessOutcome outcome;
        _leaders[pid] = true;
        void Look()
        {
            notes.Look();
            Array.ForEach(logs, l => l.Trim());
        }

        await using (_time.CreateTimer(_ => Look(), null, LogCheckPeriod, LogCheckPeriod))
        {
            var child = new Child(pid, process, _watcher.WhenEnded(pid), _time, family);
            outcome = await child.FollowAsync(stop);
        }

        _leaders.TryRemove(pid, out _);
        var isStillWritten = process.Leftovers == LeftoversRule.Keep && outcome.Leftovers.Count > 0;
        if (output is not null)
        {
            await output.FinishAsync(isStillWritten);
        }

        notes.Look();
        Array.ForEach(logs, l => l.Finish());
        var wasMasked = output is not null && !isStillWritten && MaskWhatCameBefore(process, secrets);
        if (wasMasked || Array.Exists(logs, l => l.IsCut))
        {
            notes.Forget();
        }

        return outcome;
    }

    /// <summary>What was printed before it was in the result. Before the end is told: who hears of it may read the logs.</summary>
    /// <returns>Whether there was something to mask.</returns>
    private static bool MaskWhatCameBefore(ProcessSpec process, KnownSecrets secrets)
    {
        var (all, wasMasked) = (secrets.Look(), false);
        foreach (var path in secrets.HasLearnt ? new HashSet<string> { process.StdoutPath, process.StderrPath } : [])
        {
            try
            {
                wasMasked |= MaskedFile.Rewrite(path, all);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The outcome does not hang on it. Who settles the attempt tries again, and says what is wrong.
            }
        }

        return wasMasked;
    }
}
