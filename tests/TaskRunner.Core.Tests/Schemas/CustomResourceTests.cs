using System.Diagnostics;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Real schemas of real products: the CustomResourceDefinitions of cert-manager and argo-workflows.</summary>
public sealed class CustomResourceTests(ITestOutputHelper output)
{
    /// <summary>Generous: a whole order above what this takes on an idle machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private const string Certificate = """
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata: {name: example-com, namespace: default}
        spec:
          secretName: example-com-tls
          duration: 2160h
          renewBefore: 360h
          privateKey: {algorithm: RSA, encoding: PKCS1, size: 2048}
          dnsNames: [example.com, www.example.com]
          usages: [server auth, client auth]
          issuerRef: {name: ca-issuer, kind: Issuer, group: cert-manager.io}
        """;

    private const string Issuer = """
        apiVersion: cert-manager.io/v1
        kind: Issuer
        metadata: {name: letsencrypt}
        spec:
          acme:
            server: https://acme.example.org/directory
            email: user@example.com
            privateKeySecretRef: {name: issuer-account-key}
            solvers:
            - http01: {ingress: {ingressClassName: nginx, podTemplate: {spec: {nodeSelector: {kubernetes.io/os: linux}}}}}
        """;

    private const string Workflow = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: hello-}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: message, value: hello}]}
          templates:
          - name: main
            steps:
            - - name: step1
                template: print
                arguments: {parameters: [{name: message, value: 7}]}
          - name: print
            inputs: {parameters: [{name: message}]}
            container:
              image: busybox
              command: [echo]
              args: ["{{inputs.parameters.message}}"]
              resources: {limits: {cpu: 1, memory: 64Mi}}
              livenessProbe: {httpGet: {port: 8080, path: /live}, periodSeconds: 5}
        """;

    [Theory]
    [InlineData("cert-manager.io_certificates.yaml", Certificate)]
    [InlineData("cert-manager.io_issuers.yaml", Issuer)]
    [InlineData("argo_argoproj.io_workflows.yaml", Workflow)]
    public void A_real_object_is_valid_in_little_time(string file, string sample)
    {
        var (schema, read, load) = Load(file);
        var value = Check.Yaml(sample);
        var clock = Stopwatch.StartNew();
        var result = schema.Evaluate(value);
        output.WriteLine($"{file}: read YAML {read.TotalMilliseconds:F0} ms, load schema {load.TotalMilliseconds:F0} ms, evaluate {clock.Elapsed.TotalMilliseconds:F1} ms");
        Assert.Empty(result.Errors.Select(Check.Line));
        Assert.InRange(load + clock.Elapsed, TimeSpan.Zero, Limit);
        Assert.Equal(result.Value, schema.Evaluate(result.Value).Value);
    }

    [Theory]
    [InlineData("cert-manager.io_certificates.yaml", Certificate, "size: 2048", "size: big", "8:55 TR2050 must be integer, not string [/spec/privateKey/size]")]
    [InlineData("cert-manager.io_certificates.yaml", Certificate, "algorithm: RSA", "algorithm: rsa", "TR2051 must be one of \"RSA\", \"ECDSA\", \"Ed25519\"; did you mean “RSA”? [/spec/privateKey/algorithm]")]
    [InlineData("cert-manager.io_certificates.yaml", Certificate, "secretName: example-com-tls", "commonName: x", "5:3 TR2053 “secretName” is missing [/spec]")]
    [InlineData("cert-manager.io_issuers.yaml", Issuer, "server: https://acme.example.org/directory", "profile: x", "TR2053 “server” is missing [/spec/acme]")]
    [InlineData("argo_argoproj.io_workflows.yaml", Workflow, "port: 8080", "port: []", "TR2050 must be integer | string, not array [/spec/templates/1/container/livenessProbe/httpGet/port]")]
    [InlineData("argo_argoproj.io_workflows.yaml", Workflow, "command: [echo]", "command: echo", "TR2050 must be array, not string [/spec/templates/1/container/command]")]
    public void A_mistake_is_found_at_its_place(string file, string sample, string right, string wrong, string error)
    {
        Assert.Contains(right, sample, StringComparison.Ordinal);
        var (schema, _, _) = Load(file);
        var errors = schema.Evaluate(Check.Yaml(sample.Replace(right, wrong, StringComparison.Ordinal))).Errors;
        Assert.Contains(errors, e => Check.Line(e).Contains(error, StringComparison.Ordinal));
    }

    private static (Schema Schema, TimeSpan Read, TimeSpan Load) Load(string file)
    {
        var path = Path.Combine(TestData.Folder("openapi-crds"), file);
        var clock = Stopwatch.StartNew();
        var diagnostics = new DiagnosticBag();
        var resource = YamlReader.Read(SourceText.FromUtf8(file, File.ReadAllBytes(path)), diagnostics) as MapValue;
        Assert.Empty(diagnostics.Items.Select(Check.Line));
        var versions = (ListValue)((MapValue)resource!["spec"]!)["versions"]!;
        var document = ((MapValue)((MapValue)versions.Items[0])["schema"]!)["openAPIV3Schema"]!;
        var read = clock.Elapsed;
        clock.Restart();
        var schema = Schema.Load(document, diagnostics);
        Assert.Empty(diagnostics.Items.Select(Check.Line));
        return (schema!, read, clock.Elapsed);
    }
}
