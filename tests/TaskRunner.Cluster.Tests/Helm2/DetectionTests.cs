using System.Text;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Tests.Helm2;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests.Helm2;

/// <summary>The rows of the table in docs/helm2.md.</summary>
public sealed class DetectionTests(ControlPlane plane)
{
    [Fact]
    public async Task Nothing_of_helm_2_is_nothing_to_do()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        var plan = await stage.LookAsync();
        Assert.Null(plan.From);
        Assert.True(plan.ChangesNothing);
        Assert.Empty(plan.Notes);
    }

    [Theory]
    [InlineData("ConfigMap")]
    [InlineData("Secret")]
    public async Task The_plan_names_exactly_what_is_written_and_removed(string kind)
    {
        using var stage = await TakeOverStage.OpenAsync(plane, kind);
        var tiller = await TillersAsync(stage, TillerRelease.Superseded, TillerRelease.Deployed);
        var (name, space) = (stage.Release.Name, stage.Space);
        Assert.Equal(
            [
                $"+ Secret/sh.helm.release.v1.{name}.v1 ({space}): revision 1, superseded, of {kind}/{name}.v1 ({tiller})",
                $"+ Secret/sh.helm.release.v1.{name}.v2 ({space}): revision 2, deployed, of {kind}/{name}.v2 ({tiller})",
            ],
            (await stage.LookAsync()).Lines());
        var removing = await stage.LookAsync(new TakeOverSpec(TakeOverRule.TakeOver, Removes: true));
        Assert.Equal([$"- {kind}/{name}.v1 ({tiller})", $"- {kind}/{name}.v2 ({tiller})"], removing.Lines().Skip(2));
        Assert.Null(await stage.StoredAsync(1));
    }

    [Fact]
    public async Task What_is_there_already_is_left_and_what_is_missing_is_written()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await TillersAsync(stage, TillerRelease.Superseded, TillerRelease.Superseded, TillerRelease.Deployed);
        var all = (await stage.RunAsync()).Writes;
        Assert.True((await stage.LookAsync()).ChangesNothing);
        await RemoveAsync(stage, all[1].Target);
        Assert.Equal([2], (await stage.LookAsync()).Writes.Select(w => w.Revision));
    }

    [Fact]
    public async Task Another_release_of_that_name_in_helm_3_is_refused_and_the_difference_named()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await TillersAsync(stage, TillerRelease.Deployed);
        var ours = (await stage.LookAsync()).Writes[0].Release;
        var chart = (MapValue)ours["chart"]!;
        var other = ours.With("chart", chart.With("metadata", ((MapValue)chart["metadata"]!).With("version", new StringValue("3.0.0"))));
        await stage.Cluster.CreateAsync(ReleaseSecret.Of(other, "1"), TestContext.Current.CancellationToken);
        var refusal = await stage.RefusalAsync();
        Assert.Equal(("TR9444", "chart.metadata.version"), (refusal.Code, refusal.Arguments[4]));
    }

    [Fact]
    public async Task Two_tillers_are_refused_until_one_is_chosen()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await TillersAsync(stage, TillerRelease.Deployed);
        var second = stage.Release with { Tiller = stage.Space, Kind = "Secret" };
        await second.RecordAsync(stage.Cluster, 1, TillerRelease.Deployed);
        var refusal = await stage.RefusalAsync();
        Assert.Equal(("TR9441", $"kube-system (ConfigMap), {stage.Space} (Secret)"), (refusal.Code, refusal.Arguments[1]));
        Assert.Equal("Secret", (await stage.LookAsync(new TakeOverSpec(TakeOverRule.TakeOver, Storage: "Secret"))).Writes[0].Source.Kind);
        Assert.Equal("ConfigMap", (await stage.LookAsync(new TakeOverSpec(TakeOverRule.TakeOver, TillerNamespace: "kube-system"))).Writes[0].Source.Kind);
    }

    [Fact]
    public async Task A_task_may_refuse_or_ignore_a_release_of_helm_2()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await TillersAsync(stage, TillerRelease.Deployed);
        Assert.Equal("TR9440", (await stage.RefusalAsync(new TakeOverSpec(TakeOverRule.Refuse))).Code);
        Assert.True((await stage.LookAsync(new TakeOverSpec(TakeOverRule.Ignore))).ChangesNothing);
        await stage.RunAsync();
        Assert.True((await stage.LookAsync(new TakeOverSpec(TakeOverRule.Refuse))).ChangesNothing);
    }

    [Fact]
    public async Task A_release_of_another_namespace_or_a_deleted_one_is_left_alone_and_told()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await (stage.Release with { Space = "elsewhere" }).RecordAsync(stage.Cluster, 1, TillerRelease.Deployed);
        var plan = await stage.LookAsync();
        Assert.True(plan.ChangesNothing);
        Assert.Contains("elsewhere", Assert.Single(plan.Notes).ToString(), StringComparison.Ordinal);

        using var deleted = await TakeOverStage.OpenAsync(plane);
        await TillersAsync(deleted, TillerRelease.Deleted);
        plan = await deleted.LookAsync();
        Assert.True(plan.ChangesNothing);
        Assert.Contains("deleted", Assert.Single(plan.Notes).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_pending_is_failed_and_of_several_deployed_the_newest_stays()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await TillersAsync(stage, TillerRelease.Deployed, TillerRelease.Deployed, TillerRelease.PendingUpgrade);
        await stage.RunAsync();
        Assert.Equal(("superseded", "deployed", "failed"), (await stage.StatusAsync(1), await stage.StatusAsync(2), await stage.StatusAsync(3)));
    }

    [Fact]
    public async Task The_newest_ten_are_taken_over_and_the_deployed_one_however_old_it_is()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        int[] failed = [.. Enumerable.Repeat(TillerRelease.Failed, 11)];
        await TillersAsync(stage, [TillerRelease.Superseded, TillerRelease.Deployed, .. failed]);
        Assert.Equal([2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], (await stage.LookAsync()).Writes.Select(w => w.Revision));
    }

    [Fact]
    public async Task An_old_record_that_cannot_be_read_is_told_of_and_the_newest_is_refused()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await stage.Release.RecordRawAsync(stage.Cluster, 1, TillerRelease.Superseded, "H4sIAAAA");
        await stage.Release.RecordAsync(stage.Cluster, 2, TillerRelease.Deployed);
        var plan = await stage.LookAsync(new TakeOverSpec(TakeOverRule.TakeOver, Removes: true));
        Assert.Equal([2], plan.Writes.Select(w => w.Revision));
        Assert.Contains($"{stage.Release.Name}.v1", Assert.Single(plan.Notes).ToString(), StringComparison.Ordinal);
        Assert.Equal([2], plan.Removes.Select(r => r.Revision));
        await stage.Release.RecordRawAsync(stage.Cluster, 3, TillerRelease.Failed, "H4sIAAAA");
        Assert.Equal("TR9443", (await stage.RefusalAsync()).Code);
    }

    [Fact]
    public async Task What_will_stand_in_the_way_of_the_upgrade_is_told_before()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        const string Manifest = """
            ---
            apiVersion: extensions/v1beta1
            kind: Deployment
            metadata: {name: old}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec: {selector: {matchLabels: {app: db, heritage: Tiller}}}
            """;
        var hook = Wire.Bytes(6, Wire.Text(1, "crd"), Wire.Text(3, "web/templates/crd.yaml"), Wire.Varint(5, 11));
        await stage.Release.RecordAsync(stage.Cluster, 1, TillerRelease.Deployed, "old", Wire.Text(5, Manifest), hook);
        var notes = (await stage.LookAsync()).Notes.Select(n => n.ToString()).ToList();
        Assert.Equal(3, notes.Count);
        Assert.Contains("StatefulSet/db", notes[0], StringComparison.Ordinal);
        Assert.Contains("extensions/v1beta1 Deployment", notes[1], StringComparison.Ordinal);
        Assert.Contains("web/templates/crd.yaml", notes[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_may_not_look_everywhere_looks_where_it_may_and_says_so()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await (stage.Release with { Tiller = stage.Space, Kind = "Secret" }).RecordAsync(stage.Cluster, 1, TillerRelease.Deployed);
        await stage.Cluster.CreateAsync(Sample.Read(
            $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"may","namespace":"{{stage.Space}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},"subjects":[{"kind":"User","name":"nobody","apiGroup":"rbac.authorization.k8s.io"}]}"""),
            TestContext.Current.CancellationToken);
        using var nobody = await Cluster.ConnectAsync(plane.Kubeconfig, "nobody", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        var plan = await stage.LookAsync(cluster: nobody);
        Assert.Equal([1], plan.Writes.Select(w => w.Revision));
        Assert.Equal(2, plan.Notes.Count(n => n.ToString().Contains("kube-system", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Golden_records_on_the_cluster_are_byte_for_byte_what_they_shall_be()
    {
        await plane.StartAsync();
        using var cluster = await plane.ConnectAsync();
        var seen = 0;
        foreach (var input in Directory.EnumerateFiles(GoldenFolder.Find(), "v2.*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var golden = Path.Combine(Path.GetDirectoryName(input)!, "v3" + Path.GetFileNameWithoutExtension(input)[2..]);
            if (File.Exists(golden + ".secret.json"))
            {
                await AssertGoldenAsync(cluster, input, golden);
                seen++;
            }
        }

        Assert.True(seen >= 3, "the vectors were not found");
    }

    private static async Task AssertGoldenAsync(Cluster cluster, string input, string golden)
    {
        var source = Application.Bare((MapValue)JsonReader.ReadTrusted(await File.ReadAllBytesAsync(input, TestContext.Current.CancellationToken)));
        var secret = (MapValue)JsonReader.ReadTrusted(await File.ReadAllBytesAsync(golden + ".secret.json", TestContext.Current.CancellationToken));
        var target = ObjectRef.Of(secret);
        foreach (var space in new[] { target.Namespace, ObjectRef.Of(source).Namespace })
        {
            await cluster.ApplyAsync(Sample.Read($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{space}}"} }"""), true, TestContext.Current.CancellationToken);
        }

        await cluster.CreateAsync(source, TestContext.Current.CancellationToken);
        var release = TillerRecord.Of(source).Release;
        var plan = await new Detection(cluster, TakeOverSpec.Of(null), release, target.Namespace).LookAsync(TestContext.Current.CancellationToken);
        await new TakeOver(cluster).RunAsync(plan, Sample.Attempt("", "golden", MapValue.Empty));
        var found = (await cluster.GetAsync(target, TestContext.Current.CancellationToken))!;
        Assert.Equal(await File.ReadAllTextAsync(golden + ".release.json", TestContext.Current.CancellationToken), Encoding.UTF8.GetString(ReleaseSecret.Unpack(found)));
        Assert.Equal(secret["type"], found["type"]);
        Assert.Equal(ObjectRef.Metadata(secret)["labels"], ObjectRef.Metadata(found)["labels"]);
    }

    private static async Task<string> TillersAsync(TakeOverStage stage, params int[] statuses)
    {
        for (var i = 0; i < statuses.Length; i++)
        {
            await stage.Release.RecordAsync(stage.Cluster, i + 1, statuses[i]);
        }

        return stage.Release.Tiller;
    }

    private static async Task RemoveAsync(TakeOverStage stage, ObjectRef target)
    {
        var found = await stage.Cluster.GetAsync(target, TestContext.Current.CancellationToken);
        await stage.Cluster.DeleteAsync(target, ObjectRef.Text(ObjectRef.Metadata(found!), "uid"), TestContext.Current.CancellationToken);
    }
}
