using System.Text.RegularExpressions;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>The examples of <c>docs/schemas.md</c> say what happens.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string, string, string, string> Examples()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "schemas.md"));
        var blocks = Block().Matches(page).Select(m => (Kind: m.Groups[1].Value, Text: m.Groups[2].Value.TrimEnd())).ToList();
        var examples = new TheoryData<string, string, string, string>();
        foreach (var three in blocks.Chunk(3))
        {
            Assert.Equal(["yaml schema", "yaml value"], three.Take(2).Select(b => b.Kind));
            examples.Add(three[0].Text, three[1].Text, three[2].Kind, three[2].Text);
        }

        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_true(string schema, string value, string kind, string says) =>
        Assert.Equal(says, kind == "text errors" ? Check.Errors(schema, value) : Check.Completed(schema, value));

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
