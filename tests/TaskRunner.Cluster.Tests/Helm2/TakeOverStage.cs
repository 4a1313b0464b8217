using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests.Helm2;

/// <summary>A namespace with a release of helm 2 whose name nobody else has, and what the tests ask of it.</summary>
internal sealed class TakeOverStage : IDisposable
{
    private readonly ControlPlane _plane;

    private TakeOverStage(ControlPlane plane, Cluster cluster, string space) =>
        (_plane, Cluster, Release) = (plane, cluster, new TillerRelease(space, space));

    public Cluster Cluster { get; }

    public TillerRelease Release { get; private set; }

    public string Space => Release.Space;

    public static async Task<TakeOverStage> OpenAsync(ControlPlane plane, string kind = "ConfigMap")
    {
        await plane.StartAsync();
        var stage = new TakeOverStage(plane, await plane.ConnectAsync(), await plane.NewNamespaceAsync("two"));
        stage.Release = stage.Release with { Kind = kind };
        return stage;
    }

    public async Task<TakeOverPlan> LookAsync(TakeOverSpec? spec = null, Cluster? cluster = null) =>
        await new Detection(cluster ?? Cluster, spec ?? TakeOverSpec.Of(null), Release.Name, Space).LookAsync(TestContext.Current.CancellationToken);

    public async Task<Diagnostic> RefusalAsync(TakeOverSpec? spec = null) =>
        (await Assert.ThrowsAsync<RefusedException>(() => LookAsync(spec))).Diagnostics[0];

    /// <summary>Looks and does what is to be done, as an attempt that is called again would.</summary>
    public async Task<TakeOverPlan> RunAsync(TakeOverSpec? spec = null, IStepRunner? steps = null)
    {
        var plan = await LookAsync(spec);
        await new TakeOver(Cluster).RunAsync(plan, Attempt(steps));
        return plan;
    }

    public TaskContext Attempt(IStepRunner? steps = null) => Sample.Attempt(_plane, Space, MapValue.Empty, steps);

    public async Task<string?> StoredAsync(int revision)
    {
        var target = new ObjectRef("v1", "Secret", Space, ReleaseSecret.NameOf(Release.Name, revision));
        return await Cluster.GetAsync(target, TestContext.Current.CancellationToken) is { } secret ? Encoding.UTF8.GetString(ReleaseSecret.Unpack(secret)) : null;
    }

    public async Task<string> StatusAsync(int revision) =>
        ObjectRef.Text((MapValue)((MapValue)JsonReader.ReadTrusted(Encoding.UTF8.GetBytes((await StoredAsync(revision))!)))["info"]!, "status");

    public async Task<int> LeftAsync() =>
        (await Cluster.ListMetadataAsync(new ObjectRef("v1", Release.Kind, Release.Tiller, ""), $"OWNER=TILLER,NAME={Release.Name}", TestContext.Current.CancellationToken)).Count;

    public async Task<string> UidAsync(string apiVersion, string kind) =>
        ObjectRef.Text(ObjectRef.Metadata((await Cluster.GetAsync(new ObjectRef(apiVersion, kind, Space, Release.Name), TestContext.Current.CancellationToken))!), "uid");

    public void Dispose() => Cluster.Dispose();
}
