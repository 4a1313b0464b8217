using System.Globalization;
using System.Text.Json.Nodes;
using TaskRunner.EndToEnd.Tests;
using TaskRunner.Tasks.Kubernetes;

namespace TaskRunner.ClusterTests;

/// <summary>The real binary, a real helm and a namespace of its own; packages of one helm task <c>web</c> with the service <c>shop-web</c>.</summary>
internal sealed class HelmStage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private HelmStage(ControlPlane plane, HelmTool helm, string space) => (Plane, Helm, Space) = (plane, helm, space);

    public ControlPlane Plane { get; }

    public HelmTool Helm { get; }

    public string Space { get; }

    public Taskrunner Tool { get; } = new();

    public static async Task<HelmStage> SetAsync(ControlPlane plane, int major)
    {
        var helm = HelmTool.Of(major);
        await plane.StartAsync();
        var stage = new HelmStage(plane, helm, await plane.NewNamespaceAsync("helm"));
        foreach (var (name, value) in helm.EnvironmentFor(plane.Kubeconfig))
        {
            stage.Tool.Variables[name] = value;
        }

        return stage;
    }

    /// <summary>Writes a package of the chart <see cref="Charts.Web"/>.</summary>
    /// <param name="version">Of package and chart.</param>
    /// <param name="values">YAML flow, without the braces.</param>
    /// <param name="task">More lines of the task.</param>
    /// <param name="more">More of the package.</param>
    /// <param name="spec">More lines of the spec.</param>
    /// <param name="chart">Another reference than to the folder of the chart.</param>
    public string Package(string version, string values = "", string task = "rollback: true", string more = "", string spec = "", string chart = "web")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Tool.Folder, "packages", Guid.NewGuid().ToString("n"))).FullName;
        var written = Charts.Web(version, $"{version}-app");
        Directory.Move(written, Path.Combine(folder, "web"));
        Directory.Delete(Path.GetDirectoryName(written)!, recursive: true);
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: shop
            version: {{{version}}}
            {{{more}}}
            tasks:
              - name: web
                type: helm
                timeout: 3m
                service: {name: shop-web}
                {{{task}}}
                outputs:
                  revision: {type: integer, value: "${{ release.revision }}"}
                  note: {type: string, value: "${{ values.note }}"}
                  replicas: {type: integer, value: "${{ objects['Deployment/web'].spec.replicas }}"}
                spec:
                  chart: {{{chart}}}
                  namespace: {{{Space}}}
                  values: { {{{values}}} }
                  {{{spec}}}
            """);
        return folder;
    }

    public async Task<JsonArray> HistoryAsync(string release = "web")
    {
        var ran = await Helm.TryAsync(Plane, "helm", ["history", release, "-n", Space, "-o", "json"]);
        return ran.Code == 0 ? JsonNode.Parse(ran.Output)!.AsArray() : [];
    }

    /// <summary>The states of its revisions, the first first.</summary>
    public async Task<string> StatesAsync(string release = "web") =>
        string.Join(' ', (await HistoryAsync(release)).Select(r => $"{r!["revision"]}:{r["status"]}"));

    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"it never came about that {what}; the release is {await StatesAsync()}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public Task UntilPendingAsync() => UntilAsync("the release is pending and its workloads are there", async () =>
        (await StatesAsync()).Contains("pending", StringComparison.Ordinal)
        && (await Helm.KubectlAsync(Plane, "-n", Space, "get", "pods", "-o", "name")).Length > 0);

    /// <summary>Tells all pods how to be; one that goes away meanwhile need not hear it.</summary>
    public Task BehaveAsync(string behaviour) => UntilAsync("all pods were told", async () =>
    {
        var ran = await Helm.TryAsync(Plane, "kubectl", ["-n", Space, "annotate", "pods", "--all", "--overwrite", $"fake-kubelet/behaviour={behaviour}"]);
        Assert.True(ran.Code == 0 || ran.Error.Contains("NotFound", StringComparison.Ordinal), ran.Error);
        return ran.Code == 0;
    });

    public IEnumerable<int> HelmProcesses => HostProcesses.OfTask(Tool.Store, "web").ToList();

    public async Task<string> RunOfAsync(string installation) =>
        (await Tool.JsonAsync("history", installation)).AsArray()[0]!["run"]!.ToString();

    public async Task<string> UidAsync(string kind, string name) =>
        await Helm.KubectlAsync(Plane, "-n", Space, "get", kind, name, "-o", "jsonpath={.metadata.uid}");

    public async Task<string> VersionOfSecretAsync(int revision)
    {
        using var cluster = await Plane.ConnectAsync();
        var found = await cluster.GetAsync(
            new ObjectRef("v1", "Secret", Space, string.Create(CultureInfo.InvariantCulture, $"sh.helm.release.v1.web.v{revision}")), TestContext.Current.CancellationToken);
        return ObjectRef.Text(ObjectRef.Metadata(found!), "resourceVersion");
    }

    public void Dispose()
    {
        Tool.Dispose();
        HostProcesses.Kill(HelmProcesses);
    }
}
