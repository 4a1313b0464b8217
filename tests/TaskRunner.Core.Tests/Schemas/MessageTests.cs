using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

public sealed class MessageTests
{
    private static readonly MessageCatalogue Chinese = MessageCatalogue.Load("zh");

    public static TheoryData<string> Codes() => [.. MessageCatalogue.English.Keys.Where(k => k.StartsWith("TR20", StringComparison.Ordinal)).Order()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_of_schemas_speaks_both_languages(string code)
    {
        var diagnostic = new Diagnostic(code, Severity.Error, SourceSpan.None, ["<0>", "<1>", "<2>"]);
        var (english, chinese) = (MessageCatalogue.English.Format(diagnostic), Chinese.Format(diagnostic));
        Assert.Equal(Placeholders(english), Placeholders(chinese));
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", chinese);
        Assert.Equal(Placeholders(MessageCatalogue.English.Help(diagnostic)), Placeholders(Chinese.Help(diagnostic)));
        Assert.Equal(MessageCatalogue.English.Help(diagnostic) is null, Chinese.Help(diagnostic) is null);
        Assert.NotNull(MessageCatalogue.English.Explain(code));
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", Chinese.Explain(code)!);
    }

    private static IEnumerable<string> Placeholders(string? text) => Regex.Matches(text ?? "", "<[012]>").Select(m => m.Value).Distinct().Order();
}
