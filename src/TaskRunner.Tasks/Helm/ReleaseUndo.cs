using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>Takes a release back to what it was before an attempt of ours, or away altogether. Never touches what others made since.</summary>
internal sealed class ReleaseUndo(HelmRelease release)
{
    private const string KeptWords = "resources were kept due to the resource policy";

    /// <summary>How helm begins to say that a rollback could not be applied, or did not become ready; of an upgrade it says “Upgrade "…" failed”.</summary>
    private static readonly ImmutableArray<string> FailedRollback = ["Rollback \"", "Release \""];
    private static readonly TimeSpan SomebodysRollback = TimeSpan.FromSeconds(15);

    private TaskContext Context => release.Context;

    private HelmSpec Spec => release.Spec;

    public async ValueTask<TaskOutcome> RollBackAsync()
    {
        var outcome = await GoBackAsync().ConfigureAwait(false);
        if (outcome is TaskOutcome.Succeeded)
        {
            await new OldRelease(release).RestoreAsync().ConfigureAwait(false);
        }

        return outcome;
    }

    private async ValueTask<TaskOutcome> GoBackAsync()
    {
        if (Expectation.RecordedBy(Context) is not { } expected)
        {
            return new TaskOutcome.Succeeded(MapValue.Empty); // helm was never let begin
        }

        await using var held = await release.LockAsync().ConfigureAwait(false);
        var history = await release.SettledAsync(h => IsOurs(expected, h), release.Asked).ConfigureAwait(false);
        var made = history.FirstOrDefault(r => r.Number == expected.Revision && r.IsOfAttempt(expected.Attempt));
        if (made is null || history[^1].Number < expected.Revision)
        {
            return new TaskOutcome.Succeeded(MapValue.Empty);
        }

        if (await IsBackAsync(expected, history).ConfigureAwait(false))
        {
            return await ReadyAsync(history[^1].Number, Context.Time.GetTimestamp()).ConfigureAwait(false);
        }

        if (history[^1] is { IsPending: true, Status: "pending-rollback" } pending && Context.Time.GetUtcNow() - pending.Since < SomebodysRollback)
        {
            await Task.Delay(SomebodysRollback, Context.Time, release.Asked).ConfigureAwait(false); // one that lives ends or goes on; a dead one stays
            history = await release.SettledAsync(h => IsOurs(expected, h), release.Asked).ConfigureAwait(false);
        }

        return history[^1].Number > expected.Revision && !IsOurs(expected, history) && !await FailedBeforeAsync(expected, made, history).ConfigureAwait(false)
            ? release.Failed(Problems.ChangedSince(Spec, release.Space, history[^1], expected.Revision))
            : await UndoAsync(expected, made).ConfigureAwait(false);
    }

    public async ValueTask<TaskOutcome> UninstallAsync()
    {
        await using var held = await release.LockAsync().ConfigureAwait(false);
        var history = await release.SettledAsync(h => h[^1].IsOfOperation(Context), release.Asked).ConfigureAwait(false);
        return history.IsEmpty ? new TaskOutcome.Succeeded(MapValue.Empty) : await RemoveAsync().ConfigureAwait(false);
    }

    /// <summary>The last is its own revision, or the one right after it, where a rollback of ours was released for that.</summary>
    private static bool IsOurs(Expectation expected, ImmutableArray<ReleaseRevision> history) =>
        history[^1].IsOfAttempt(expected.Attempt)
        || (history is [.., { RolledBackBy.Length: > 0 } made, { Status: "pending-rollback" } last]
            && made.IsOfAttempt(expected.Attempt) && made.Number == expected.Revision && last.Number == expected.Revision + 1);

    /// <summary>Whether all that came after its own revision are rollbacks that failed, as a rollback of ours was released: helm says so in their description only.</summary>
    private async ValueTask<bool> FailedBeforeAsync(Expectation expected, ReleaseRevision made, ImmutableArray<ReleaseRevision> history)
    {
        foreach (var later in history.Where(r => r.Number > expected.Revision))
        {
            var record = later.Status == "failed" ? await release.Storage.ReadAsync(later.Number, release.Asked).ConfigureAwait(false) : null;
            if (record is null || !FailedRollback.Any(words => record.Description.StartsWith(words, StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return made.RolledBackBy.Length > 0;
    }

    private async ValueTask<bool> IsBackAsync(Expectation expected, ImmutableArray<ReleaseRevision> history)
    {
        var last = history[^1];
        return expected.Deployed > 0 && last.Number > expected.Revision && last.IsDeployed
            && await release.Storage.ReadAsync(last.Number, release.Asked).ConfigureAwait(false) is { } record
            && record.Description == string.Create(CultureInfo.InvariantCulture, $"Rollback to {expected.Deployed}");
    }

    private async ValueTask<TaskOutcome> UndoAsync(Expectation expected, ReleaseRevision made)
    {
        if (expected.Deployed == 0)
        {
            return await RemoveAsync().ConfigureAwait(false);
        }

        await Context.Steps.EffectAsync("mark-rollback", async cancel =>
        {
            await release.Storage.MarkRollbackAsync(made.Number, Context.AttemptId, cancel).ConfigureAwait(false);
            return Value.Null;
        }).ConfigureAwait(false);
        var begun = Context.Time.GetTimestamp();
        var outcome = await EndAsync("rollback", [
            "rollback", Spec.Release, expected.Deployed.ToString(CultureInfo.InvariantCulture), "--namespace", release.Space,
            "--timeout", HelmSpec.Seconds(Spec.OwnTimeout(Context.Limits)), .. Spec.Waits ? (string[])["--wait"] : [],
            "--history-max", Spec.HistoryMax.ToString(CultureInfo.InvariantCulture),
        ]).ConfigureAwait(false);
        return outcome is TaskOutcome.Succeeded && await release.Storage.HistoryAsync(release.Asked).ConfigureAwait(false) is [.., { IsDeployed: true } last]
            ? await ReadyAsync(last.Number, begun).ConfigureAwait(false)
            : outcome;
    }

    /// <summary>Helm has gone back, and says that what it went back to is ready; it may be wrong there.</summary>
    private async ValueTask<TaskOutcome> ReadyAsync(int revision, long begun) =>
        await new Workloads(release).RolledOutAsync(revision, begun).ConfigureAwait(false) is { Length: > 0 } behind
            ? release.Failed(Problems.NotReady(behind))
            : new TaskOutcome.Succeeded(MapValue.Empty);

    private async ValueTask<TaskOutcome> RemoveAsync()
    {
        var outcome = await EndAsync("uninstall", [
            "uninstall", Spec.Release, "--namespace", release.Space, "--ignore-not-found", "--timeout", HelmSpec.Seconds(Spec.OwnTimeout(Context.Limits)),
        ]).ConfigureAwait(false);
        var said = HelmProgram.Read(release.Helm.OutPath("uninstall"));
        if (said.Contains(KeptWords, StringComparison.Ordinal))
        {
            release.Note(release.Texts.Format("helm-kept", string.Join(", ", said.Split('\n').Where(l => l.StartsWith('[')).Select(l => l.Trim()))));
        }

        return outcome;
    }

    private async ValueTask<TaskOutcome> EndAsync(string step, IEnumerable<string> arguments) =>
        await release.Helm.RunAsync(step, arguments).ConfigureAwait(false) switch
        {
            ProcessOutcome.Exited { Code: 0 } => new TaskOutcome.Succeeded(MapValue.Empty),
            ProcessOutcome.Exited exited => release.Failed(release.ErrorOf(step, exited), exited.Code),
            ProcessOutcome.NotStarted not => release.Failed(Problems.NoHelm(Context.HostEnvironment, not.Reason.ToString())),
            ProcessOutcome.Stopped { Cause: StopCause.Cancelled, Killed: false } => new TaskOutcome.Cancelled(),
            ProcessOutcome.Signalled signalled => new TaskOutcome.Failed(new TaskFailure(
                "signal", null, LocalizableString.Of("helm-signal", signalled.Signal.ToString(CultureInfo.InvariantCulture), release.Logs))),
            { } ended => new TaskOutcome.Unknown(LocalizableString.Of("helm-unknown", HelmWords.EndOf(ended), release.Logs)),
        };
}
