using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Helm;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Helm;

/// <summary>What helm 3.17 and 4.1 really print, as seen on a control plane.</summary>
public sealed class HelmWordsTests
{
    [Theory]
    [InlineData("Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\n", "TR9618")]
    [InlineData("Error: Kubernetes cluster unreachable: Get \"https://127.0.0.1:9/version\": dial tcp 127.0.0.1:9: connect: connection refused\n", "TR9610")]
    [InlineData("Error: query: failed to query with labels: secrets is forbidden: User \"nobody\" cannot list resource \"secrets\" in API group \"\" in the namespace \"x\"\n", "TR9611")]
    [InlineData("Error: Unable to continue with install: ConfigMap \"web\" in namespace \"a\" exists and cannot be imported into the current release: invalid ownership metadata; label validation error\n", "TR9613")]
    [InlineData("Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: \"x\" namespace: \"\" from \"\": no matches for kind \"Nothing\" in version \"example.com/v1\"\n", "TR9614")]
    [InlineData("Error: chart requires kubeVersion: >=9.0.0 which is incompatible with Kubernetes v1.20.2\n", "TR9615")]
    [InlineData("Error: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- replicas: Invalid type. Expected: string, given: integer\n", "TR9616")]
    [InlineData("Error: create: failed to create: namespaces \"nowhere\" not found\n", "TR9617")]
    [InlineData("Error: template: web/templates/all.yaml:3:3: executing \"web/templates/all.yaml\" at <fail \"no\">: error calling fail: no\n", "TR9619")]
    [InlineData("Error: unknown flag: --labels\n", "TR9620")]
    [InlineData("Error: UPGRADE FAILED: context deadline exceeded\n", "TR9626")]
    [InlineData("Error: create: failed to create: Secret \"sh.helm.release.v1.web.v1\" is invalid: data: Too long: must have at most 1048576 bytes\n", "TR9631")]
    [InlineData("Error: failed to perform \"FetchReference\" on source: Get \"https://r/v2/charts/web/manifests/1\": dial tcp 127.0.0.1:9: connect: connection refused\n", "TR9621")]
    [InlineData("Error: failed to do request: Head \"http://r/v2/charts/web/manifests/1\": dial tcp 127.0.0.1:9: connect: connection refused\n", "TR9621")]
    [InlineData("Error: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials\n", "TR9621")]
    [InlineData("Error: something nobody has seen\n", "TR9627")]
    public void A_failure_is_recognised_by_its_words(string said, string code) => Assert.Equal(code, HelmWords.Of(said).Code);

    [Fact]
    public void A_helm_that_says_nothing_is_told_by_how_it_ended()
    {
        Assert.Equal("helm failed: it said nothing and ended with exit code 1", Told(new ProcessOutcome.Exited(1)));
        Assert.Equal("helm failed: it said nothing and was ended by signal 9", Told(new ProcessOutcome.Signalled(9), "level=WARN msg=x\n"));
        Assert.Equal("helm failed: it said nothing and did not end in time", Told(new ProcessOutcome.Stopped(StopCause.Timeout, Killed: true)));
        Assert.Equal("helm failed: it could not be started: no such file", Told(new ProcessOutcome.NotStarted("no such file")));
        Assert.Equal("helm failed: a word", Told(new ProcessOutcome.Signalled(9), "a word\n"));
    }

    private static string Told(ProcessOutcome ended, string said = "") =>
        MessageCatalogue.English.Format(HelmWords.Of(said, ended));

    [Fact]
    public void Only_the_words_of_the_error_are_told()
    {
        var told = HelmWords.Of("level=WARN msg=\"old flag\"\nI1126 10:00:00.1 1 warnings.go:70] x\nError: INSTALLATION FAILED: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- replicas: Invalid type\n");
        Assert.Equal("INSTALLATION FAILED: values don't meet the specifications of the schema(s) in the following chart(s): web: - replicas: Invalid type", told.Arguments[0]);
    }
}
