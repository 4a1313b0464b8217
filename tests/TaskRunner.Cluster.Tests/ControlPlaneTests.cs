using System.Text.Json.Nodes;

namespace TaskRunner.ClusterTests;

/// <summary>The stage itself: without it the other tests would prove nothing.</summary>
public sealed class ControlPlaneTests(ControlPlane plane)
{
    [Theory]
    [InlineData(3, "v3.17.3")]
    [InlineData(4, "v4.1.4")]
    public async Task A_chart_is_installed_waited_for_and_removed_by_the_real_helm(int major, string version)
    {
        var helm = HelmTool.Of(major);
        await plane.StartAsync();
        Assert.Equal(version, (await helm.RunAsync(plane, "version", "--template", "{{.Version}}")).Trim());
        var space = await plane.NewNamespaceAsync("stage");
        var chart = Charts.Web();
        await helm.RunAsync(plane, "install", "web", chart, "-n", space, "--wait", "--timeout", "60s");
        var deployment = JsonNode.Parse(await helm.KubectlAsync(plane, "-n", space, "get", "deployment", "web", "-o", "json"))!;
        Assert.Equal(2, deployment["status"]!["readyReplicas"]!.GetValue<int>());
        Assert.Equal(2, JsonNode.Parse(await helm.KubectlAsync(plane, "-n", space, "get", "endpoints", "web", "-o", "json"))!["subsets"]![0]!["addresses"]!.AsArray().Count);
        await helm.RunAsync(plane, "uninstall", "web", "-n", space);
        Directory.Delete(Path.GetDirectoryName(chart)!, recursive: true);
    }

    [Fact]
    public async Task A_pod_becomes_ready_when_its_annotation_says_so()
    {
        var tool = HelmTool.Of(4);
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("stage");
        await tool.KubectlAsync(plane, "-n", space, "run", "p", "--image=x", "--annotations=fake-kubelet/behaviour=notready");
        await tool.KubectlAsync(plane, "-n", space, "wait", "pod/p", "--for=jsonpath={.status.phase}=Running", "--timeout=60s");
        Assert.Equal("False", await tool.KubectlAsync(plane, "-n", space, "get", "pod", "p", "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].status}"));
        await tool.KubectlAsync(plane, "-n", space, "annotate", "pod", "p", "--overwrite", "fake-kubelet/behaviour=ready");
        await tool.KubectlAsync(plane, "-n", space, "wait", "pod/p", "--for=condition=Ready", "--timeout=60s");
    }
}
