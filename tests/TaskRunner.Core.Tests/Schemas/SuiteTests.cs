using TaskRunner.Schemas;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>The JSON-Schema-Test-Suite in both dialects.</summary>
public sealed class SuiteTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>The suite's main part holds formats to be annotations, as 2020-12 has it without a vocabulary.</summary>
    private static readonly EvaluationOptions Annotating = new() { ChecksFormats = false };

    [Fact]
    public void Draft_4_holds_for_the_keywords_of_OpenAPI_3_0() =>
        Run("draft4", SchemaDialect.OpenApi30, SuiteLeftOut.Draft4, Annotating);

    [Fact]
    public void Draft_2020_12_holds() =>
        Run("draft2020-12", SchemaDialect.Draft202012, SuiteLeftOut.Draft202012, Annotating);

    [Theory]
    [InlineData("date-time")]
    [InlineData("date")]
    [InlineData("time")]
    [InlineData("duration")]
    [InlineData("email")]
    [InlineData("hostname")]
    [InlineData("ipv4")]
    [InlineData("ipv6")]
    [InlineData("json-pointer")]
    [InlineData("relative-json-pointer")]
    [InlineData("regex")]
    [InlineData("ecmascript-regex")]
    [InlineData("unknown")]
    [InlineData("uri")]
    [InlineData("uri-reference")]
    [InlineData("uuid")]
    public void Formats_that_are_checked_hold(string format) =>
        Run("draft2020-12/optional/format", SchemaDialect.Draft202012, Nothing, EvaluationOptions.Default, $"{format}.json");

    [Theory]
    [InlineData("anchor")]
    [InlineData("bignum")]
    [InlineData("ecmascript-regex")]
    [InlineData("float-overflow")]
    [InlineData("id")]
    [InlineData("no-schema")]
    [InlineData("non-bmp-regex")]
    [InlineData("refOfUnknownKeyword")]
    [InlineData("unknownKeyword")]
    public void Optional_parts_that_are_claimed_hold(string part) =>
        Run("draft2020-12/optional", SchemaDialect.Draft202012, Nothing, Annotating, $"{part}.json");

    private void Run(string folder, SchemaDialect dialect, IReadOnlyDictionary<string, string> leftOut, EvaluationOptions options, string files = "*.json")
    {
        var run = new SuiteRun(dialect, leftOut, options);
        var root = Path.Combine(TestData.Folder("json-schema-test-suite"), folder);
        foreach (var file in Directory.EnumerateFiles(root, files).Order(StringComparer.Ordinal))
        {
            run.Run(file);
        }

        output.WriteLine($"{folder}/{files}: {run.Passed} pass, {run.LeftOut} left out by name");
        Assert.True(run.Passed > 0, "the file has no tests");
        Assert.True(run.Surprises.Count == 0, string.Join('\n', run.Surprises));
    }
}
