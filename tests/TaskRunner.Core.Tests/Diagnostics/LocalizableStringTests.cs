using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Diagnostics;

public sealed class LocalizableStringTests
{
    private static readonly MessageCatalogue Chinese = MessageCatalogue.Load("zh");

    private static readonly LocalizableString Lost = LocalizableString.Of(
        "engine-lost-strays", LocalizableString.Of("engine-lost-trace", LocalizableString.Of("engine-lost"), "数据库 is down"), "42 sleep");

    [Fact]
    public void It_is_read_in_the_language_of_its_reader_and_what_others_said_stays_as_it_is()
    {
        Assert.Equal(
            "the runner died while it was under way, and nothing tells how it ended: 数据库 is down; what still ran of it was ended: 42 sleep",
            Lost.ToString());
        var chinese = Lost.In(Chinese);
        Assert.Contains("数据库 is down", chinese, StringComparison.Ordinal);
        Assert.Contains("42 sleep", chinese, StringComparison.Ordinal);
        Assert.DoesNotContain("runner died", chinese, StringComparison.Ordinal);
        Assert.Equal("done", ((LocalizableString)"done").In(Chinese));
    }

    [Fact]
    public void It_comes_back_from_its_recorded_form()
    {
        var read = LocalizableString.Recorded(Lost.ToValue(), Lost.ToString());
        Assert.Equal(Lost, read);
        Assert.Equal(Lost.GetHashCode(), read.GetHashCode());
        Assert.Equal(Lost.In(Chinese), read.In(Chinese));
        Assert.Equal("""["engine-lost-strays",["engine-lost-trace",["engine-lost"],"数据库 is down"],"42 sleep"]""", JsonWriter.ToText(Lost.ToValue()));
        Assert.NotEqual(Lost, LocalizableString.FromString(Lost.ToString()));
    }

    [Fact]
    public void What_an_earlier_version_recorded_without_a_form_is_shown_as_it_is()
    {
        Assert.Equal("it was so", LocalizableString.Recorded(null, "it was so").In(Chinese));
        Assert.True(LocalizableString.Recorded(null, "").IsEmpty);
    }

    [Fact]
    public void A_text_that_the_catalogue_does_not_know_any_more_is_shown_as_it_was_recorded()
    {
        var form = new ListValue([Value.From("engine-lost-trace"), new ListValue([Value.From("engine-once-known")]), Value.From("x")]);
        Assert.Equal("as it was: x", LocalizableString.Recorded(form, "as it was: x").In(Chinese));
        Assert.Equal("as it was: x", LocalizableString.Recorded(form, "as it was: x").ToString());
    }

    [Fact]
    public void A_form_that_is_none_is_refused() =>
        Assert.Throws<FormatException>(() => LocalizableString.Recorded(new ListValue([Value.From("engine-lost"), MapValue.Empty]), ""));

    [Fact]
    public void A_replacement_reaches_every_word_that_is_not_the_catalogues()
    {
        var hidden = Lost.Replace(t => t.Replace("down", "***", StringComparison.Ordinal).Replace("sleep", "***", StringComparison.Ordinal));
        Assert.Contains("数据库 is ***", hidden.In(Chinese), StringComparison.Ordinal);
        Assert.EndsWith("42 ***", hidden.ToString(), StringComparison.Ordinal);
        Assert.NotNull(hidden.Key);
    }

    [Fact]
    public void A_replacement_over_the_border_of_two_words_leaves_nothing_of_them()
    {
        var hidden = LocalizableString.Of("said-joined", "hun", "ter2").Replace(t => t.Replace("hunter2", "***", StringComparison.Ordinal));
        Assert.Equal("***", hidden.ToString());
        Assert.Equal("***", hidden.In(Chinese));
    }

    [Fact]
    public void A_diagnostic_keeps_its_suggestion_its_own_text_and_its_help()
    {
        var unknown = new Diagnostic("TR1201", Severity.Error, SourceSpan.None, ["nme"]) { DidYouMean = "name" };
        Assert.Equal(MessageCatalogue.English.Format(unknown), LocalizableString.Of(unknown).ToString());
        Assert.Equal(Chinese.Format(unknown), LocalizableString.Of(unknown).In(Chinese));
        Assert.Equal("as the package says", LocalizableString.Of(unknown with { OwnText = "as the package says", DidYouMean = null }).In(Chinese));
        var helped = new Diagnostic("TR9610", Severity.Error, SourceSpan.None, ["no route"]);
        Assert.Equal($"{MessageCatalogue.English.Format(helped)}; {MessageCatalogue.English.Help(helped)}", LocalizableString.WithHelp(helped).ToString());
        Assert.Equal($"{Chinese.Format(helped)}；{Chinese.Help(helped)}", LocalizableString.WithHelp(helped).In(Chinese));
    }
}
