using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Tasks.Helm;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Helm;

/// <summary>Never waits for more than helm 3 or helm 4 would, and never takes the pods of before for those of now.</summary>
public sealed class RolloutTests
{
    private const string Quarter = "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}";

    [Theory]
    [InlineData(2, "observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2", false)]
    [InlineData(2, "observedGeneration: 2, replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2", false)]
    [InlineData(2, "observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2", true)]
    [InlineData(4, "observedGeneration: 2, replicas: 4, updatedReplicas: 4, readyReplicas: 3, availableReplicas: 3", true)]
    [InlineData(4, "observedGeneration: 2, replicas: 5, updatedReplicas: 3, readyReplicas: 4, availableReplicas: 4", false)]
    [InlineData(4, "observedGeneration: 2, replicas: 4, updatedReplicas: 4, readyReplicas: 2, availableReplicas: 2", false)]
    public void A_deployment_has_rolled_out_when_enough_of_its_new_pods_are_ready(int replicas, string status, bool expected) =>
        Assert.Equal(expected, HasRolledOut("Deployment", $"replicas: {replicas}, {Quarter}", status));

    [Theory]
    [InlineData("paused: true, strategy: {type: RollingUpdate}", true)]
    [InlineData("strategy: {type: Recreate}", false)]
    [InlineData("strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}", true)]
    [InlineData("strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", false)]
    [InlineData("strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}", true)]
    public void What_its_author_allows_may_lack(string spec, bool expected) => Assert.Equal(expected, HasRolledOut(
        "Deployment", $"replicas: 2, {spec}", "observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 1"));

    [Theory]
    [InlineData("StatefulSet", "RollingUpdate", "readyReplicas: 2, updatedReplicas: 1, currentRevision: a, updateRevision: b", false)]
    [InlineData("StatefulSet", "OnDelete", "readyReplicas: 1, updatedReplicas: 1, currentRevision: a, updateRevision: b", true)]
    [InlineData("DaemonSet", "RollingUpdate", "desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 2", true)]
    [InlineData("DaemonSet", "RollingUpdate", "desiredNumberScheduled: 3, updatedNumberScheduled: 2, numberReady: 3", false)]
    [InlineData("DaemonSet", "OnDelete", "desiredNumberScheduled: 3, updatedNumberScheduled: 0, numberReady: 3", true)]
    public void Sets_have_rules_of_their_own(string kind, string strategy, string status, bool expected) => Assert.Equal(
        expected, HasRolledOut(kind, $"replicas: 2, updateStrategy: {{type: {strategy}}}", $"observedGeneration: 2, {status}"));

    [Fact]
    public void What_does_not_roll_out_is_helms_to_judge()
    {
        Assert.True(HasRolledOut("Job", "", "active: 1", "batch/v1"));
        Assert.Equal(ServiceState.Ready, Rollout.Of(null).State);
    }

    private static bool HasRolledOut(string kind, string spec, string status, string version = "apps/v1")
    {
        var yaml = $"{{apiVersion: {version}, kind: {kind}, metadata: {{generation: 2}}, spec: {{{spec}}}, status: {{{status}}}}}";
        var problems = new DiagnosticBag();
        var found = YamlReader.Read(SourceText.FromString("object.yaml", yaml), problems);
        Assert.False(problems.HasErrors);
        return Rollout.Of((MapValue)found!).State == ServiceState.Ready;
    }
}
