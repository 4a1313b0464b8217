using TaskRunner.Configuration;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Core.Tests.Schemas;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>Real schemas of other people's making: deep, wide, and written without us in mind.</summary>
public sealed class CrdTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cert-manager.io_certificates.yaml")]
    [InlineData("cert-manager.io_issuers.yaml")]
    [InlineData("argo_argoproj.io_workflows.yaml")]
    public void A_CRD_renders_as_a_file_that_can_be_read(string name)
    {
        var package = Sample.Package(Load(name));
        var configuration = Sample.Resolve(package);
        var before = Environment.CpuUsage.TotalTime;
        var text = CommentedFile.Render(QuestionSet.Of(configuration), MapValue.Empty, MessageCatalogue.English);
        var rendered = Environment.CpuUsage.TotalTime - before;
        output.WriteLine($"{name}: {text.Length:N0} characters, {text.Count(c => c == '\n'):N0} lines in {rendered.TotalMilliseconds:N0} ms of CPU");
        Assert.InRange(rendered, TimeSpan.Zero, TimeSpan.FromSeconds(20)); // other tests' work counts too; a runaway is what this finds
        var read = Sample.Resolve(package, Sample.File(text));
        Assert.Equal(configuration.Missing.Select(m => m.Path), read.Missing.Select(m => m.Path));
        Assert.Equal("{}", read.Answers.ToString());
    }

    private static Schema Load(string name)
    {
        var text = SourceText.FromUtf8(name, File.ReadAllBytes(Path.Combine(TestData.Folder("openapi-crds"), name)));
        var diagnostics = new DiagnosticBag();
        var crd = (MapValue?)YamlReader.Read(text, diagnostics);
        var version = (MapValue)((ListValue)((MapValue)crd!["spec"]!)["versions"]!).Items[0];
        var schema = TaskRunner.Schemas.Schema.Load(((MapValue)version["schema"]!)["openAPIV3Schema"]!, diagnostics);
        Assert.False(diagnostics.HasErrors, Sample.Text(diagnostics.Items));
        return schema!;
    }
}
