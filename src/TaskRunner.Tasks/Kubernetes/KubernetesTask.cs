using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>Applies objects to a Kubernetes cluster and waits until they are ready; puts back what was there before.</summary>
public sealed class KubernetesTask(MessageCatalogue texts) : ITaskType
{
    public string Name => "kubernetes";

    public TaskTypeDescription Describe() => new(KubernetesSchema.Value, IsService: false, WritesOutputs: false);

    public TaskCapabilities CapabilitiesOf(MapValue spec) =>
        TaskCapabilities.Rollback | TaskCapabilities.Probe | TaskCapabilities.Status | TaskCapabilities.Uninstall | TaskCapabilities.Preview;

    public void Check(TaskCheck check, DiagnosticBag diagnostics)
    {
        foreach (var path in (check.Spec["manifests"] as ListValue)?.Items.OfType<StringValue>() ?? [])
        {
            if (!PackagePath.IsInside(path.Text))
            {
                diagnostics.Error("TR9022", path.Span, path.Text);
            }
            else if (PackagePath.FindLink(check.PackageDirectory, path.Text) is { } link)
            {
                diagnostics.Error("TR9027", path.Span, link);
            }
            else
            {
                CheckFiles(check, path, diagnostics);
            }
        }
    }

    public async ValueTask<TaskPreview> PreviewAsync(TaskContext context, PreviewDepth depth)
    {
        try
        {
            var spec = KubernetesSpec.Of(context);
            using var cluster = await Cluster.ConnectAsync(spec.Kubeconfig, spec.Context, context.HostEnvironment, context.Stop.Asked).ConfigureAwait(false);
            return await new Forecast(cluster, spec, context, texts).LookAsync(depth).ConfigureAwait(false);
        }
        catch (ClusterException e)
        {
            var problem = new Diagnostic("TR9403", Severity.Error, SourceSpan.None, [context.TaskName, texts.Format($"kube-{e.Fault}".ToLowerInvariant(), e.Message)]);
            return new TaskPreview(PreviewVerb.Unknown, "") { Problems = [new PreviewProblem(problem, MayPass: true)] };
        }
    }

    public ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) => ActAsync(context, async application =>
    {
        await application.ApplyAsync().ConfigureAwait(false);
        var objects = await application.SettleAsync().ConfigureAwait(false);
        await application.PruneAsync().ConfigureAwait(false);
        return MapValue.Of(("objects", objects));
    });

    public ValueTask<TaskOutcome> RollbackAsync(TaskContext context) => ActAsync(context, async application =>
    {
        await application.RestoreAsync().ConfigureAwait(false);
        return MapValue.Empty;
    });

    public ValueTask<TaskOutcome> UninstallAsync(TaskContext context) => ActAsync(context, async application =>
    {
        await application.RemoveAsync().ConfigureAwait(false);
        return MapValue.Empty;
    });

    public async ValueTask<ProbeOutcome> ProbeAsync(TaskContext context)
    {
        try
        {
            return await WithAsync(context, application => application.ProbeAsync()).ConfigureAwait(false);
        }
        catch (ClusterException e)
        {
            return new ProbeOutcome.CannotTell(Words(e));
        }
        catch (NotReadyException e)
        {
            return new ProbeOutcome.CannotTell(e.Message);
        }
        catch (RefusedException e)
        {
            return new ProbeOutcome.CannotTell(LocalizableString.Of(e));
        }
    }

    public async ValueTask<ServiceState> StatusAsync(TaskContext context)
    {
        try
        {
            return await WithAsync(context, application => application.StatusAsync()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClusterException or RefusedException)
        {
            return ServiceState.Unknown; // a cluster that cannot be asked tells nothing; the register says just that
        }
    }

    private static void CheckFiles(TaskCheck check, StringValue path, DiagnosticBag diagnostics)
    {
        var files = ManifestFiles.Expand(check.PackageDirectory, path.Text).Where(f => File.Exists(Path.Combine(check.PackageDirectory, f))).ToArray();
        if (files.Length == 0)
        {
            diagnostics.Error("TR9028", path.Span, path.Text);
        }

        foreach (var file in files)
        {
            check.NamedFiles.Add(file);
            Manifests.Read(file, File.ReadAllText(Path.Combine(check.PackageDirectory, file)), diagnostics);
        }
    }

    private static async ValueTask<T> WithAsync<T>(TaskContext context, Func<Application, ValueTask<T>> act)
    {
        var spec = KubernetesSpec.Of(context);
        using var cluster = await Cluster.ConnectAsync(spec.Kubeconfig, spec.Context, context.HostEnvironment, context.Stop.Asked).ConfigureAwait(false);
        return await act(new Application(cluster, spec, context)).ConfigureAwait(false);
    }

    private async ValueTask<TaskOutcome> ActAsync(TaskContext context, Func<Application, ValueTask<MapValue>> act)
    {
        try
        {
            return new TaskOutcome.Succeeded(await WithAsync(context, act).ConfigureAwait(false));
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.Lost)
        {
            return new TaskOutcome.Unknown(Words(e));
        }
        catch (ClusterException e)
        {
            return new TaskOutcome.Failed(new TaskFailure(e.Fault.ToString().ToLowerInvariant(), null, Words(e)));
        }
        catch (NotReadyException e)
        {
            return new TaskOutcome.Failed(e.Limit is { } limit
                ? new TaskFailure("timeout", null, LocalizableString.Of("kube-late", limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), e.Message))
                : new TaskFailure("unready", null, LocalizableString.Of("kube-unready", e.Message)));
        }
        catch (RefusedException e)
        {
            return new TaskOutcome.Failed(new TaskFailure("launch", null, LocalizableString.Of(e)));
        }
        catch (OperationCanceledException) when (context.Stop.Asked.IsCancellationRequested)
        {
            return new TaskOutcome.Cancelled();
        }
    }

    private static LocalizableString Words(ClusterException e) => LocalizableString.Of($"kube-{e.Fault}".ToLowerInvariant(), e.Message);
}
