namespace TaskRunner.ClusterTests;

/// <summary>Charts in it, put there by helm.</summary>
internal sealed partial class Registry
{
    public string Charts => $"oci://{Host}/charts";

    public IEnumerable<string> Flags => _isPlain ? ["--plain-http"] : ["--ca-file", Certificate];

    /// <summary>Packs the chart and puts it there; returns its digest.</summary>
    public async Task<string> PushAsync(ControlPlane plane, HelmTool helm, string chart)
    {
        var packed = await helm.RunAsync(plane, "package", chart, "-d", _guard.Folder);
        var archive = packed.Split(": ")[^1].Trim();
        var ran = await helm.TryAsync(plane, "helm", ["push", archive, Charts, .. Flags]);
        Assert.True(ran.Code == 0, ran.Error);
        return (ran.Output + ran.Error).Split("Digest: ")[1].Trim();
    }
}
