using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>The release of one task on its cluster: what its actions share. Between steps they only read.</summary>
internal sealed class HelmRelease : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private HelmRelease(TaskContext context, HelmSpec spec, Cluster cluster, MessageCatalogue texts)
    {
        (Context, Spec, Cluster, Texts) = (context, spec, cluster, texts);
        Space = spec.Namespace.Length > 0 ? spec.Namespace : cluster.Namespace;
        Storage = new ReleaseStorage(cluster, Space, spec.Release);
        Helm = new HelmProgram(context, KubeConfig.FileOf(spec.Kubeconfig, context.HostEnvironment), spec.Context);
    }

    public TaskContext Context { get; }

    public HelmSpec Spec { get; }

    public Cluster Cluster { get; }

    public MessageCatalogue Texts { get; }

    public string Space { get; }

    public ReleaseStorage Storage { get; }

    public HelmProgram Helm { get; }

    public CancellationToken Asked => Context.Stop.Asked;

    /// <exception cref="ClusterException">There is no way to the cluster.</exception>
    /// <exception cref="RefusedException">The spec cannot be used.</exception>
    public static async ValueTask<HelmRelease> OpenAsync(TaskContext context, MessageCatalogue texts)
    {
        var spec = HelmSpec.Of(context);
        var cluster = await Cluster.ConnectAsync(spec.Kubeconfig, spec.Context, context.HostEnvironment, context.Stop.Asked).ConfigureAwait(false);
        return new HelmRelease(context, spec, cluster, texts);
    }

    /// <summary>Helm itself lets two work on one release at once until one of them loses.</summary>
    public ValueTask<IAsyncDisposable> LockAsync() =>
        Context.Steps.LockAsync($"helm:{Cluster.Server.Authority}/{Space}/{Spec.Release}", who => Note(Texts.Format("helm-waits-lock", who.In(Texts))));

    /// <summary>The history once nobody else works on the release.</summary>
    /// <param name="isOurs">Whether the pending revision at its end is what a dead attempt of ours left.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusedException">Somebody else does, for longer than we wait.</exception>
    public async ValueTask<ImmutableArray<ReleaseRevision>> SettledAsync(Func<ImmutableArray<ReleaseRevision>, bool> isOurs, CancellationToken cancellationToken)
    {
        var begun = Context.Time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var history = await Storage.HistoryAsync(cancellationToken).ConfigureAwait(false);
            if (history.IsEmpty || !history[^1].IsPending || isOurs(history))
            {
                return history;
            }

            var foreign = PendingProblem(history[^1]);
            if (Context.Time.GetElapsedTime(begun) >= Spec.ForeignWait)
            {
                throw new RefusedException(RefusalKind.Locked, [foreign]);
            }

            if (tries == 0)
            {
                Note(Texts.Format(foreign));
            }

            await Task.Delay(Pause, Context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Who, since when, and what to do.</summary>
    public Diagnostic PendingProblem(ReleaseRevision pending) => new(
        "TR9606",
        Severity.Error,
        SourceSpan.None,
        [
            Spec.Release,
            Space,
            pending.Number.ToString(CultureInfo.InvariantCulture),
            pending.Status,
            pending.Since.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
            pending.Marked == pending.Number.ToString(CultureInfo.InvariantCulture) ? $"taskrunner {pending.Attempt}" : "helm",
        ]);

    /// <summary>What a person should know who looks at the attempt.</summary>
    public void Note(string text) => File.AppendAllText(Path.Combine(Context.LogDirectory, "notes.log"), text + "\n");

    /// <summary>Why a step of helm failed, and where all it said is to be read.</summary>
    public Diagnostic ErrorOf(string step, ProcessOutcome ended)
    {
        var error = HelmWords.Of(HelmProgram.Read(Helm.ErrorPath(step)), ended);
        return error.Code == "TR9627" ? error with { Arguments = [.. error.Arguments, Logs] } : error;
    }

    /// <summary>The arguments of <c>taskrunner logs</c>.</summary>
    public string Logs => $"{Context.RunId} {Context.TaskName}";

    public TaskOutcome.Failed Failed(Diagnostic diagnostic, int? exitCode = null) =>
        new(new TaskFailure(HelmWords.ReasonOf(diagnostic.Code), exitCode, LocalizableString.WithHelp(diagnostic)));

    public void Dispose() => Cluster.Dispose();
}
