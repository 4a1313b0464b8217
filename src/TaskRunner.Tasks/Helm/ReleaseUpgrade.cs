using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>
/// Installs or upgrades the release. Before helm may begin, the journal has which revision it will make and by which mark it is known; how
/// helm ended is then told by the cluster, not by its exit code.
/// </summary>
internal sealed class ReleaseUpgrade(HelmRelease release)
{
    private const int MostDead = 3;

    private TaskContext Context => release.Context;

    private HelmSpec Spec => release.Spec;

    public async ValueTask<TaskOutcome> RunAsync()
    {
        await using var held = await release.LockAsync().ConfigureAwait(false);
        await new OldRelease(release).TakeOverAsync().ConfigureAwait(false);
        var expected = await ExpectAsync().ConfigureAwait(false);
        var begun = Context.Time.GetTimestamp();
        ProcessOutcome ended;
        using (var values = ValuesFile.Create(Context, Context.Mark, Spec.Values))
        {
            ended = await release.Helm.RunAsync("upgrade", Arguments(expected, values.FullPath)).ConfigureAwait(false);
        }

        return await JudgeAsync(expected, ended, begun).ConfigureAwait(false);
    }

    /// <summary>What is about to be made, durable; what a dead attempt of ours left pending is put away first.</summary>
    private async ValueTask<Expectation> ExpectAsync()
    {
        for (var round = 1; ; round++)
        {
            var step = round == 1 ? Expectation.Step : string.Create(CultureInfo.InvariantCulture, $"{Expectation.Step}-{round}");
            var expected = Expectation.Read(await Context.Steps.EffectAsync(step, async cancel =>
            {
                var history = await release.SettledAsync(h => h[^1].IsOfOperation(Context), cancel).ConfigureAwait(false);
                return Expectation.Of(history, Context.AttemptId).ToValue();
            }).ConfigureAwait(false));
            if (expected.Dead == 0 || round == MostDead)
            {
                return expected;
            }

            await UnblockAsync(string.Create(CultureInfo.InvariantCulture, $"unblock-{round}"), expected.Deployed).ConfigureAwait(false);
        }
    }

    private IEnumerable<string> Arguments(Expectation expected, string values) =>
    [
        "upgrade", Spec.Release, .. Spec.Source(), "--install", "--namespace", release.Space, "--reset-values",
        .. Spec.ValuesFiles.SelectMany(f => (string[])["--values", f]),
        "--values", values,
        .. Spec.CreatesNamespace ? (string[])["--create-namespace"] : [],
        .. Spec.Waits ? (string[])["--wait"] : [],
        "--timeout", HelmSpec.Seconds(Spec.OwnTimeout(Context.Limits)),
        "--history-max", Spec.HistoryMax.ToString(CultureInfo.InvariantCulture),
        "--labels", ReleaseRevision.LabelsFor(Context, expected.Revision),
    ];

    /// <summary>To where it was before: helm lets nobody work on a release that is pending.</summary>
    private ValueTask<ProcessOutcome> UnblockAsync(string step, int deployed) => deployed > 0
        ? release.Helm.RunAsync(step, "rollback", Spec.Release, deployed.ToString(CultureInfo.InvariantCulture), "--namespace", release.Space)
        : release.Helm.RunAsync(step, "uninstall", Spec.Release, "--namespace", release.Space, "--ignore-not-found");

    private async ValueTask<TaskOutcome> JudgeAsync(Expectation expected, ProcessOutcome ended, long begun)
    {
        if (ended is ProcessOutcome.NotStarted not)
        {
            return release.Failed(Problems.NoHelm(Context.HostEnvironment, not.Reason.ToString()));
        }

        if (ended is ProcessOutcome.Stopped { Cause: StopCause.Cancelled, Killed: false })
        {
            return new TaskOutcome.Cancelled();
        }

        if (ended is ProcessOutcome.Lost or ProcessOutcome.Stopped { Cause: StopCause.Cancelled })
        {
            return new TaskOutcome.Unknown(LocalizableString.Of("helm-unknown", HelmWords.EndOf(ended), release.Logs));
        }

        var history = await release.Storage.HistoryAsync(CancellationToken.None).ConfigureAwait(false);
        var made = history.FirstOrDefault(r => r.Number == expected.Revision && r.IsOfAttempt(expected.Attempt));
        if (made is { IsDeployed: true })
        {
            return await DeployedAsync(made.Number, begun).ConfigureAwait(false);
        }

        var isBack = made is { IsPending: true }
            && await UnblockAsync("unblock", expected.Deployed).ConfigureAwait(false) is ProcessOutcome.Exited { Code: 0 };
        return await FailedAsync(made, ended, isBack).ConfigureAwait(false);
    }

    /// <summary>That its workloads are ready helm says too, and may be wrong there.</summary>
    private async ValueTask<TaskOutcome> DeployedAsync(int revision, long begun) =>
        await new Workloads(release).RolledOutAsync(revision, begun).ConfigureAwait(false) is { Length: > 0 } behind
            ? release.Failed(Problems.NotReady(behind))
            : await new ReleaseOutputs(release).SucceededAsync(revision).ConfigureAwait(false);

    private async ValueTask<TaskOutcome> FailedAsync(ReleaseRevision? made, ProcessOutcome ended, bool isBack)
    {
        var reasons = Spec.Waits && made is not null ? await new Workloads(release).NotReadyAsync(made.Number).ConfigureAwait(false) : "";
        var error = release.ErrorOf("upgrade", ended);
        if (error.Code is "TR9626" or "TR9627" && reasons.Length > 0)
        {
            error = error with { Code = "TR9626", Arguments = [reasons] };
        }

        return ended switch
        {
            ProcessOutcome.Exited exited => release.Failed(error, exited.Code),
            ProcessOutcome.Signalled signalled => new TaskOutcome.Failed(new TaskFailure(
                "signal",
                null,
                LocalizableString.Of(isBack ? "helm-signal-back" : "helm-signal", signalled.Signal.ToString(CultureInfo.InvariantCulture), release.Logs))),
            _ => new TaskOutcome.Failed(new TaskFailure("timeout", null, LocalizableString.WithHelp(error.Code == "TR9626" ? error : error with
            {
                Code = "TR9626",
                Arguments = [reasons.Length > 0 ? reasons : GoDuration.Format(Context.Limits.Timeout)],
            }))),
        };
    }
}
