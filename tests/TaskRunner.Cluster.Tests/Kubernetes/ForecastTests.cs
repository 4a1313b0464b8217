using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests;

public sealed class ForecastTests(ControlPlane plane)
{
    [Fact]
    public async Task What_would_change_is_told_field_by_field_and_changes_nothing()
    {
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("forecast");
        var first = Spec(space, Sample.ConfigMap(space, "a", "x"), Sample.ConfigMap(space, "b", "x"), Secret("one"));
        var preview = await LookAsync(first);
        Assert.Equal((PreviewVerb.Install, $"3 objects, namespace {space}: 3 new, 0 changed, 0 pruned"), (preview.Verb, preview.Subject.ToString()));
        Assert.Equal([$"+ Secret/s ({space})", $"+ ConfigMap/a ({space})", $"+ ConfigMap/b ({space})"], preview.Diff.Split('\n'));
        Assert.Equal(PreviewVerb.Install, (await LookAsync(first)).Verb);

        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "one", first)));
        Assert.Equal(PreviewVerb.Nothing, (await LookAsync(first)).Verb);

        preview = await LookAsync(Spec(space, Sample.ConfigMap(space, "a", "y"), Sample.ConfigMap(space, "c", "x"), Secret("two")).With("prune", Value.True));
        Assert.Equal(PreviewVerb.Upgrade, preview.Verb);
        Assert.Equal(
            [
                $"  Secret/s ({space})", "-   data.password: (secret)", "+   data.password: (secret)",
                $"  ConfigMap/a ({space})", "-   data.key: \"x\"", "+   data.key: \"y\"",
                $"+ ConfigMap/c ({space})", $"- ConfigMap/b ({space})",
            ],
            preview.Diff.Split('\n'));
    }

    [Fact]
    public async Task A_namespace_or_definition_the_task_itself_makes_is_no_problem()
    {
        await plane.StartAsync();
        var spec = Spec("forecast-none", Sample.ConfigMap("forecast-none", "a", "x"));
        Assert.True(Assert.Single((await LookAsync(spec)).Problems).MayPass);
        var preview = await LookAsync(spec.With("createNamespace", Value.True));
        Assert.Equal((PreviewVerb.Install, 0), (preview.Verb, preview.Problems.Length));
    }

    [Theory]
    [InlineData("nobody", "forbidden")]
    [InlineData("stranger", "not know")]
    public async Task An_account_that_may_not_is_told_so_before_the_run(string context, string words)
    {
        await plane.StartAsync();
        var preview = await LookAsync(Spec("default", Sample.ConfigMap("default", "a", "x")).With("context", new StringValue(context)));
        Assert.Equal(PreviewVerb.Unknown, preview.Verb);
        Assert.Contains(words, Assert.Single(preview.Problems).Diagnostic.Arguments[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_owner_of_a_field_and_what_the_server_refuses_are_told_before_the_run()
    {
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("forecast");
        using (var cluster = await plane.ConnectAsync())
        {
            await cluster.ApplyAsync(Sample.ConfigMap(space, "a", "theirs"), false, TestContext.Current.CancellationToken, "somebody");
        }

        var bad = Sample.Read("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":99999}]}}""");
        var problems = (await LookAsync(Spec(space, Sample.ConfigMap(space, "a", "ours"), bad))).Problems;
        Assert.Equal([true, false], problems.Select(p => p.MayPass));
        Assert.Contains("somebody", problems[0].Diagnostic.Arguments[1], StringComparison.Ordinal);
        Assert.Equal(PreviewVerb.Upgrade, (await LookAsync(Spec(space, Sample.ConfigMap(space, "a", "ours")).With("force", Value.True))).Verb);
    }

    private static MapValue Secret(string password) =>
        Sample.Read($$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"password":"{{password}}"} }""");

    private static MapValue Spec(string space, params Value[] objects) =>
        MapValue.Of(("namespace", new StringValue(space)), ("objects", new ListValue([.. objects])));

    private async Task<TaskPreview> LookAsync(MapValue spec) => await Sample.Type.PreviewAsync(Sample.Attempt(plane, "look", spec), PreviewDepth.Differences);
}
