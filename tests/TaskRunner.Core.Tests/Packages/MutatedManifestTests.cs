using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;

namespace TaskRunner.Core.Tests.Packages;

public sealed class MutatedManifestTests
{
    private const int Rounds = 20_000;

    /// <summary>Bytes are changed, pieces moved, lines taken from one package into another: whatever comes out is read or refused.</summary>
    [Fact]
    public void Any_text_is_read_or_refused_and_never_anything_else()
    {
        var seeds = Seeds().ToArray();
        using var folder = new PackageFolder();
        var random = new Random(20_260);
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = Mutate(seeds[random.Next(seeds.Length)], seeds, random);
            folder.Write("taskrunner.yaml", text);
            var diagnostics = new DiagnosticBag();
            try
            {
                var package = PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics);
                Assert.Equal(package is null, diagnostics.HasErrors);
                read += package is null ? 0 : 1;
                _ = DiagnosticText.Render(diagnostics.Items.Take(3), MessageCatalogue.English);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"round {round}: {e}\n{text}");
            }
        }

        Assert.InRange(read, Rounds / 100, Rounds); // else it is not manifests that are tried
    }

    private static string Mutate(string text, string[] seeds, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var lines = text.Split('\n').ToList();
            var at = random.Next(lines.Count);
            switch (random.Next(7))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 2:
                    var other = seeds[random.Next(seeds.Length)].Split('\n');
                    lines.Insert(at, other[random.Next(other.Length)]);
                    break;
                case 3:
                    lines[at] = random.Next(2) == 0 ? "  " + lines[at] : lines[at].TrimStart();
                    break;
                case 4:
                    lines[at] = Swap(lines[at], random);
                    break;
                default:
                    lines[at] = Change(lines[at], random);
                    break;
            }

            text = string.Join('\n', lines);
        }

        return text;
    }

    private static string Change(string line, Random random)
    {
        const string Letters = "abez019:{}[],-'\"|>&*!#%@`?~.$ \t\\éß中\u0001";
        var at = random.Next(line.Length + 1);
        return random.Next(3) switch
        {
            0 => line.Insert(at, Letters[random.Next(Letters.Length)].ToString()),
            1 when line.Length > 0 => line.Remove(Math.Min(at, line.Length - 1), 1),
            _ => line[..at],
        };
    }

    /// <summary>The value of one key becomes another kind of value.</summary>
    private static string Swap(string line, Random random)
    {
        string[] values = ["null", "1", "[]", "{}", "[a, b]", "{a: b}", "true", "\"\"", "${{ tasks.a.outputs.b }}", "${{ x", "-1", "a[b]", "[[a]]", "1e999"];
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? line : line[..(colon + 2)] + values[random.Next(values.Length)];
    }

    private static IEnumerable<string> Seeds([CallerFilePath] string file = "")
    {
        var folder = Path.GetDirectoryName(file)!;
        var examples = Path.GetFullPath(Path.Combine(folder, "..", "..", "..", "examples"));
        return Directory.EnumerateFiles(Path.Combine(folder, "Bad"), "taskrunner.yaml", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(examples, "taskrunner.yaml", SearchOption.AllDirectories))
            .Append(Path.Combine(folder, "everything.yaml"))
            .Select(File.ReadAllText);
    }
}
