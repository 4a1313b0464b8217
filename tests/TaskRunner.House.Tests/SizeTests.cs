using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TaskRunner.House.Tests;

public sealed class SizeTests
{
    private const int LongestFile = 400;
    private const int LongestMethod = 60;

    [Fact]
    public void No_file_is_over_400_lines_because_one_that_is_holds_two_concepts()
    {
        var tooLong = Repository.Files("*.cs", "src", "tests", "bench", "examples")
            .Select(f => (File: Repository.Relative(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile)
            .Select(f => $"{f.File}: {f.Lines} lines");
        Expect.None(tooLong);
    }

    [Fact]
    public void No_method_is_over_60_lines_because_nobody_reads_it_in_one_look()
    {
        var tooLong = Repository.Files("*.cs", "src", "tests", "bench", "examples").SelectMany(LongMethods);
        Expect.None(tooLong);
    }

    private static IEnumerable<string> LongMethods(string file)
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken);
        foreach (var node in root.DescendantNodes().Where(n => n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
        {
            var lines = node.GetLocation().GetLineSpan();
            var length = lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1;
            if (length > LongestMethod)
            {
                yield return $"{Repository.Relative(file)}:{lines.StartLinePosition.Line + 1}: {length} lines";
            }
        }
    }
}
