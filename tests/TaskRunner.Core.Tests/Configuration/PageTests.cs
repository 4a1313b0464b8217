using System.Text.RegularExpressions;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Core.Tests.Packages;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>
/// The examples of <c>docs/configuration.md</c> say what happens: blocks of answers, <c>--set</c>, global and recorded values
/// gather until a block shows what comes of them.
/// </summary>
public sealed partial class PageTests
{
    [Fact]
    public void Every_example_is_true()
    {
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "configuration.md"))).ToList();
        var package = Read(blocks[0].Groups[2].Value);
        var request = new ConfigurationRequest { Package = package };
        ResolvedConfiguration? shown = null;
        foreach (var (kind, text) in blocks.Skip(1).Select(m => (m.Groups[1].Value, m.Groups[2].Value)))
        {
            if (Gather(request, kind, text) is { } more)
            {
                request = shown is null ? more : Gather(new ConfigurationRequest { Package = package }, kind, text)!;
                shown = null;
            }
            else
            {
                shown ??= Sample.Resolve(request);
                Assert.Equal(text.TrimEnd(), Show(shown, kind).TrimEnd());
            }
        }

        Assert.NotNull(shown);
    }

    private static ConfigurationRequest? Gather(ConfigurationRequest request, string kind, string text) => kind switch
    {
        "yaml answers" => request with { Inputs = request.Inputs.Add(Sample.File(text)) },
        "text set" => request with { Inputs = [.. request.Inputs, .. text.TrimEnd().Split('\n').Select(Sample.Set)] },
        "yaml global" => request with { Global = (MapValue)Sample.Yaml(text) },
        "yaml recorded" => request with { Recorded = (MapValue)Sample.Yaml(text) },
        _ => null,
    };

    private static string Show(ResolvedConfiguration resolved, string kind) => kind switch
    {
        "yaml rendered" => CommentedFile.Render(QuestionSet.Of(resolved), resolved.Answers, MessageCatalogue.English),
        "json config" => resolved.Config(),
        "text errors" => resolved.Errors(),
        "text modes" => string.Join('\n', resolved.Package.Tasks.Where(t => t.Value.Mode is not null).Select(t => $"{t.Key}: {t.Value.Mode!.Name}")),
        _ => throw new InvalidOperationException($"no such block: {kind}"),
    };

    private static PackageManifest Read(string manifest)
    {
        var folder = Directory.CreateTempSubdirectory("taskrunner-page-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "taskrunner.yaml"), manifest);
            var diagnostics = new DiagnosticBag();
            var package = PackageReader.Read(folder.FullName, ScriptType.Catalog, PackageLimits.Default, diagnostics);
            Assert.True(package is not null, Sample.Text(diagnostics.Items));
            return package.Manifest;
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "TaskRunner.slnx")))
        {
            at = at.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        }

        return at.FullName;
    }

    [GeneratedRegex("^```([a-z]+ [a-z]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
