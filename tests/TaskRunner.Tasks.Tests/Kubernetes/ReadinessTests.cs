using System.Text;
using TaskRunner.Services;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Kubernetes;

public sealed class ReadinessTests
{
    private const string Deployment = "\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"";
    private const string StatefulSet = "\"apiVersion\":\"apps/v1\",\"kind\":\"StatefulSet\"";
    private const string DaemonSet = "\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\"";
    private const string Job = "\"apiVersion\":\"batch/v1\",\"kind\":\"Job\"";
    private const string Pod = "\"apiVersion\":\"v1\",\"kind\":\"Pod\"";

    [Theory]
    [InlineData(Deployment + ",\"spec\":{\"replicas\":2},\"status\":{\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":2}", ServiceState.Ready)]
    [InlineData(Deployment + ",\"spec\":{\"replicas\":0},\"status\":{}", ServiceState.Ready)]
    [InlineData(Deployment + ",\"spec\":{},\"status\":{}", ServiceState.Updating)]
    [InlineData(Deployment + ",\"spec\":{\"replicas\":2},\"status\":{\"replicas\":3,\"updatedReplicas\":2,\"availableReplicas\":2}", ServiceState.Updating)]
    [InlineData(Deployment + ",\"spec\":{\"replicas\":2},\"status\":{\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":1}", ServiceState.Degraded)]
    [InlineData(Deployment + ",\"spec\":{\"replicas\":2},\"status\":{\"replicas\":2,\"updatedReplicas\":2}", ServiceState.Unavailable)]
    [InlineData(Deployment + ",\"metadata\":{\"generation\":2},\"spec\":{\"replicas\":1},\"status\":{\"observedGeneration\":1,\"replicas\":1,\"updatedReplicas\":1,\"availableReplicas\":1}", ServiceState.Updating)]
    [InlineData(StatefulSet + ",\"spec\":{\"replicas\":2},\"status\":{\"readyReplicas\":2,\"currentRevision\":\"a\",\"updateRevision\":\"a\"}", ServiceState.Ready)]
    [InlineData(StatefulSet + ",\"spec\":{\"replicas\":2},\"status\":{\"readyReplicas\":2,\"updatedReplicas\":1,\"currentRevision\":\"a\",\"updateRevision\":\"b\"}", ServiceState.Updating)]
    [InlineData(StatefulSet + ",\"spec\":{\"replicas\":2,\"updateStrategy\":{\"rollingUpdate\":{\"partition\":1}}},\"status\":{\"readyReplicas\":2,\"updatedReplicas\":1,\"currentRevision\":\"a\",\"updateRevision\":\"b\"}", ServiceState.Ready)]
    [InlineData(StatefulSet + ",\"spec\":{\"replicas\":2,\"updateStrategy\":{\"type\":\"OnDelete\"}},\"status\":{\"readyReplicas\":1,\"currentRevision\":\"a\",\"updateRevision\":\"b\"}", ServiceState.Degraded)]
    [InlineData(DaemonSet + ",\"status\":{\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":3,\"numberAvailable\":3}", ServiceState.Ready)]
    [InlineData(DaemonSet + ",\"status\":{\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":2,\"numberAvailable\":3}", ServiceState.Updating)]
    [InlineData(Job + ",\"status\":{\"conditions\":[{\"type\":\"Complete\",\"status\":\"True\"}]}", ServiceState.Ready)]
    [InlineData(Job + ",\"status\":{\"active\":1}", ServiceState.Updating)]
    [InlineData(Pod + ",\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}", ServiceState.Ready)]
    [InlineData(Pod + ",\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}", ServiceState.Unavailable)]
    [InlineData(Pod + ",\"status\":{\"phase\":\"Pending\"}", ServiceState.Updating)]
    [InlineData(Pod + ",\"status\":{\"phase\":\"Succeeded\"}", ServiceState.Ready)]
    [InlineData(Pod + ",\"metadata\":{\"deletionTimestamp\":\"now\"},\"status\":{\"phase\":\"Succeeded\"}", ServiceState.Updating)]
    [InlineData("\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"type\":\"LoadBalancer\"}", ServiceState.Updating)]
    [InlineData("\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{}", ServiceState.Ready)]
    [InlineData("\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"status\":{\"phase\":\"Lost\"}", ServiceState.Unavailable)]
    [InlineData("\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}", ServiceState.Ready)]
    [InlineData("\"apiVersion\":\"cert-manager.io/v1\",\"kind\":\"Certificate\",\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"message\":\"no issuer\"}]}", ServiceState.Unavailable)]
    [InlineData("\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"", ServiceState.Ready)]
    public void An_object_is_what_its_status_says(string members, ServiceState expected) => Assert.Equal(expected, Of(members).State);

    [Theory]
    [InlineData(Job + ",\"status\":{\"conditions\":[{\"type\":\"Failed\",\"status\":\"True\",\"message\":\"BackoffLimitExceeded\"}]}", "BackoffLimitExceeded")]
    [InlineData(Pod + ",\"status\":{\"phase\":\"Failed\"}", "the pod failed")]
    [InlineData(Deployment + ",\"status\":{\"conditions\":[{\"type\":\"Progressing\",\"reason\":\"ProgressDeadlineExceeded\",\"message\":\"timed out\"}]}", "timed out")]
    public void Waiting_ends_where_it_can_not_help(string members, string reason) =>
        Assert.Equal(new Readiness(ServiceState.Unavailable, reason, IsFinal: true), Of(members));

    [Fact]
    public void A_part_that_is_missing_makes_the_whole_degraded()
    {
        Assert.Equal(ServiceState.Missing, Readiness.Of(null).State);
        Assert.Equal(ServiceState.Missing, Readiness.Together([ServiceState.Missing, ServiceState.Missing]));
        Assert.Equal(ServiceState.Degraded, Readiness.Together([ServiceState.Ready, ServiceState.Missing]));
        Assert.Equal(ServiceState.Unavailable, Readiness.Together([ServiceState.Ready, ServiceState.Unavailable, ServiceState.Missing]));
        Assert.Equal(ServiceState.Updating, Readiness.Together([ServiceState.Ready, ServiceState.Updating]));
        Assert.Equal(ServiceState.Ready, Readiness.Together([ServiceState.Ready]));
    }

    private static Readiness Of(string members) => Readiness.Of((MapValue)JsonReader.ReadTrusted(Encoding.UTF8.GetBytes($"{{{members}}}")));
}
