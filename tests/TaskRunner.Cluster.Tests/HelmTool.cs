using System.Diagnostics;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>A real helm with its kubectl, in a folder of both.</summary>
public sealed class HelmTool
{
    private HelmTool(string folder) => Folder = folder;

    public string Folder { get; }

    public string Helm => Path.Combine(Folder, "helm");

    /// <summary>Helm 3 or 4; skips the test where it was not fetched.</summary>
    public static HelmTool Of(int major)
    {
        var root = Environment.GetEnvironmentVariable("TASKRUNNER_CLUSTER_TOOLS") is { Length: > 0 } said
            ? said
            : Path.Combine(Taskrunner.Repository, "artifacts", "cluster-tools");
        var folder = Path.Combine(root, $"helm-{major}");
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "helm")), $"no helm {major}; fetch it with tests/TaskRunner.Cluster.Tests/tools/fetch");
        return new HelmTool(folder);
    }

    /// <summary>What a process needs to find this helm and the cluster, and nothing of the user's own helm.</summary>
    public Dictionary<string, string> EnvironmentFor(string kubeconfig) => new()
    {
        ["PATH"] = $"{Folder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["KUBECONFIG"] = kubeconfig,
        ["HOME"] = Path.GetDirectoryName(kubeconfig)!,
        ["HELM_CACHE_HOME"] = Path.Combine(Path.GetDirectoryName(kubeconfig)!, "helm-cache"),
        ["HELM_CONFIG_HOME"] = Path.Combine(Path.GetDirectoryName(kubeconfig)!, "helm-config"),
        ["HELM_DATA_HOME"] = Path.Combine(Path.GetDirectoryName(kubeconfig)!, "helm-data"),
    };

    /// <summary>Runs helm to its end and returns what it printed.</summary>
    public Task<string> RunAsync(ControlPlane plane, params IEnumerable<string> arguments) => CallAsync(plane, "helm", arguments);

    public Task<string> KubectlAsync(ControlPlane plane, params IEnumerable<string> arguments) => CallAsync(plane, "kubectl", arguments);

    private async Task<string> CallAsync(ControlPlane plane, string program, IEnumerable<string> arguments)
    {
        var ran = await TryAsync(plane, program, arguments);
        Assert.True(ran.Code == 0, $"{program} {string.Join(' ', arguments)}: exit code {ran.Code}\n{ran.Error}");
        return ran.Output;
    }

    internal async Task<Ran> TryAsync(ControlPlane plane, string program, IEnumerable<string> arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Path.Combine(Folder, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in EnvironmentFor(plane.Kubeconfig))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Ran(process.ExitCode, await output, await error);
    }
}
