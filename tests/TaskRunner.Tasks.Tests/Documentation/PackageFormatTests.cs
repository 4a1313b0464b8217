using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Documentation;

/// <summary>
/// Reads every example of docs/package-format.md: <c>package</c> as it stands, <c>body</c> after the usual four lines, <c>wrong CODE</c>
/// must give the code, and what has a path is a file of all of them.
/// </summary>
public sealed partial class PackageFormatTests : IDisposable
{
    private const string Head = "apiVersion: taskrunner/v1\nkind: Package\nname: example\nversion: 1.0.0\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_example_is_read_as_the_page_says()
    {
        var blocks = Blocks().ToArray();
        foreach (var (words, text) in blocks.Where(b => b.Words[0] == "sh" || b.Words.ElementAtOrDefault(1) == "file"))
        {
            Write(words[^1], text);
        }

        var read = 0;
        foreach (var (words, text) in blocks.Where(b => b.Words is ["yaml", "package" or "body" or "wrong", ..]))
        {
            Write("taskrunner.yaml", words[1] == "package" ? text : Head + text);
            var diagnostics = new DiagnosticBag();
            PackageReader.Read(_folder, new TaskTypeCatalog(new ShellTask(MessageCatalogue.English)), PackageLimits.Default, diagnostics);
            var shown = DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English) + text;
            Assert.True(words[1] == "wrong" ? diagnostics.Items.Any(d => d.Code == words[2]) : diagnostics.Count == 0, shown);
            read++;
        }

        Assert.InRange(read, 15, 100);
    }

    private static IEnumerable<(string[] Words, string Text)> Blocks([CallerFilePath] string file = "")
    {
        var page = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "package-format.md");
        return Fence().Matches(File.ReadAllText(page)).Select(m => (m.Groups[1].Value.Split(' '), m.Groups[2].Value));
    }

    [GeneratedRegex(@"^```(\S[^\n]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
