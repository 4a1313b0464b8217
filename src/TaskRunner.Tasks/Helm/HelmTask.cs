using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>
/// Installs and upgrades a chart with the real helm and keeps the release under management (type <c>helm</c>); docs/helm.md is the author's
/// side of it.
/// </summary>
/// <param name="texts">The language of failure messages.</param>
public sealed class HelmTask(MessageCatalogue texts) : ITaskType
{
    public string Name => "helm";

    public TaskTypeDescription Describe() => new(HelmSchema.Value, IsService: true, WritesOutputs: false)
    {
        ArgumentKeys = ["chart", "version", "release", "namespace", "kubeconfig", "context", "timeout"],
    };

    public TaskCapabilities CapabilitiesOf(MapValue spec) =>
        TaskCapabilities.Rollback | TaskCapabilities.Probe | TaskCapabilities.Status | TaskCapabilities.Uninstall | TaskCapabilities.Preview;

    public void Check(TaskCheck check, DiagnosticBag diagnostics) => new HelmCheck(check, diagnostics).Check();

    public ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) => ActAsync(context, release => new ReleaseUpgrade(release).RunAsync());

    public ValueTask<TaskOutcome> RollbackAsync(TaskContext context) => ActAsync(context, release => new ReleaseUndo(release).RollBackAsync());

    public ValueTask<TaskOutcome> UninstallAsync(TaskContext context) => ActAsync(context, release => new ReleaseUndo(release).UninstallAsync());

    public ValueTask<TaskPreview> PreviewAsync(TaskContext context, PreviewDepth depth) => new ReleasePreview(context, depth, texts).LookAsync();

    public async ValueTask<ProbeOutcome> ProbeAsync(TaskContext context)
    {
        try
        {
            using var release = await HelmRelease.OpenAsync(context, texts).ConfigureAwait(false);
            return await new ReleaseLook(release).ProbeAsync().ConfigureAwait(false);
        }
        catch (ClusterException e)
        {
            return new ProbeOutcome.CannotTell(LocalizableString.Of(HelmWords.Of(e)));
        }
        catch (RefusedException e)
        {
            return new ProbeOutcome.CannotTell(LocalizableString.Of(e));
        }
        catch (InvalidDataException e)
        {
            return new ProbeOutcome.CannotTell(e.Message);
        }
    }

    public async ValueTask<ServiceState> StatusAsync(TaskContext context)
    {
        try
        {
            using var release = await HelmRelease.OpenAsync(context, texts).ConfigureAwait(false);
            return await new ReleaseLook(release).StatusAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClusterException or RefusedException or InvalidDataException)
        {
            return ServiceState.Unknown; // a cluster that cannot be asked tells nothing; the register says just that
        }
    }

    private async ValueTask<TaskOutcome> ActAsync(TaskContext context, Func<HelmRelease, ValueTask<TaskOutcome>> act)
    {
        HelmRelease? opened = null;
        try
        {
            using var release = opened = await HelmRelease.OpenAsync(context, texts).ConfigureAwait(false);
            return await act(release).ConfigureAwait(false);
        }
        catch (ClusterException e) when (opened?.Helm.HasRun == true && e.Fault is ClusterFault.Lost or ClusterFault.Unreachable)
        {
            return new TaskOutcome.Unknown(LocalizableString.Of(HelmWords.Of(e)));
        }
        catch (ClusterException e)
        {
            return Failed(HelmWords.Of(e));
        }
        catch (RefusedException e)
        {
            return Failed(e.Diagnostics[0]);
        }
        catch (InvalidDataException e)
        {
            return new TaskOutcome.Unknown(e.Message); // the release is there, and cannot be read
        }
        catch (OperationCanceledException) when (context.Stop.Asked.IsCancellationRequested)
        {
            return new TaskOutcome.Cancelled();
        }
    }

    private static TaskOutcome.Failed Failed(Diagnostic diagnostic) =>
        new(new TaskFailure(HelmWords.ReasonOf(diagnostic.Code), null, LocalizableString.WithHelp(diagnostic)));
}
