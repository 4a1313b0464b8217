using TaskRunner.Schemas;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>The JSON-Schema-Test-Suite in both dialects.</summary>
public sealed class SuiteTests(ITestOutputHelper output)
{
    private static readonly EvaluationOptions Annotating = new() { ChecksFormats = false };

    [Fact]
    public void Draft_4_holds_for_the_keywords_of_OpenAPI_3_0()
    {
        Run("draft4", SchemaDialect.OpenApi30, new Dictionary<string, string>());
    }

    [Fact]
    public void Draft_2020_12_holds()
    {
        Run("draft2020-12", SchemaDialect.Draft202012, new Dictionary<string, string>());
    }

    private void Run(string folder, SchemaDialect dialect, Dictionary<string, string> leftOut)
    {
        var run = new SuiteRun(dialect, leftOut);
        var root = Path.Combine(TestData.Folder("json-schema-test-suite"), folder);
        foreach (var file in Directory.EnumerateFiles(root, "*.json").Order(StringComparer.Ordinal))
        {
            run.File(file, Annotating);
        }

        output.WriteLine($"{folder}: {run.Passed} passed, {run.LeftOut} left out");
        Assert.True(run.Surprises.Count == 0, string.Join('\n', run.Surprises));
    }
}
