using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;

namespace TaskRunner.Tasks.Tests.Kubernetes;

public sealed class ManifestsTests
{
    [Fact]
    public void Documents_are_parted_and_lists_taken_apart()
    {
        var problems = new DiagnosticBag();
        var objects = Manifests.Read(
            "all.yaml",
            "---\n# only a comment\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  text: |\n    one\n    --- two\n--- # next\n"
                + "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n",
            problems);
        Assert.False(problems.HasErrors);
        Assert.Equal(["ConfigMap/a", "Secret/b"], objects.Select(o => ObjectRef.Of(o).Key));
    }

    [Fact]
    public void An_error_names_the_line_of_the_file()
    {
        var problems = new DiagnosticBag();
        Manifests.Read("bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\nkind: [\n", problems);
        Manifests.Read("no.yaml", "kind: ConfigMap\n", problems);
        var span = problems.Items[0].Span;
        Assert.Equal(5, span.Source!.Text[..span.Start].Count(c => c == '\n') + 1);
        Assert.Equal("TR9401", problems.Items[^1].Code);
    }
}
