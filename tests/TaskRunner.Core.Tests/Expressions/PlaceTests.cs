using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

/// <summary>The place of an error in the user's file, through quotes, escapes and folded lines: the word <c>wrong</c> is always what is marked.</summary>
public sealed class PlaceTests
{
    [Theory]
    [InlineData("a: 1 + wrong(2)")]
    [InlineData("a: '''it'' + wrong(2)'")]
    [InlineData("""a: "'it\t' + \u4e2d + \x41 + \"中\" + wrong(2)" """)]
    [InlineData("a: \"'one\\\n   two' + wrong(2)\"")]
    [InlineData("a: \"'one\n   two' + wrong(2)\"")]
    [InlineData("a: one ||\n    two ||\n\n    wrong(2)")]
    [InlineData("a: |\n  one ||\n    two ||\n  wrong(2)\nb: 1")]
    [InlineData("a: >-\n  one ||\n  two ||\n\n  wrong(2)\n")]
    [InlineData("a: >-  # because\n  one ||\n  wrong(2)\n")]
    [InlineData("a: 'x ${{ 1 }} ${{ wrong(2) }}'")]
    [InlineData("a: |\n  text ${{ 1 }}\n  more ${{ wrong(2) }}\n")]
    public void In_yaml_the_error_points_at_the_wrong_word(string yaml) => Check(SourceText.FromString("t.yaml", yaml), (source, errors) => YamlReader.Read(source, errors));

    [Theory]
    [InlineData("""{"a": "1 + wrong(2)"}""")]
    [InlineData("""{"a": "'中😀' + \"\u4e2d\ud83d\ude00\" + '\t' + wrong(2)"}""")]
    [InlineData("""{"中": 1, "a": "x ${{ '中' }} ${{ wrong(2) }}"}""")]
    public void In_json_the_error_points_at_the_wrong_word(string json) =>
        Check(SourceText.FromUtf8("t.json", System.Text.Encoding.UTF8.GetBytes(json)), JsonReader.Read);

    [Theory]
    [InlineData("""{"a": "'中😀' + 😀"}""", "😀")]
    [InlineData("""{"a": "'中' + ;"}""", ";")]
    [InlineData("""{"a": "'x' + ;"}""", @";")]
    public void A_character_is_marked_as_it_is_written(string json, string marked)
    {
        var source = SourceText.FromUtf8("t.json", System.Text.Encoding.UTF8.GetBytes(json));
        var errors = new DiagnosticBag();
        var text = (StringValue)((MapValue)JsonReader.Read(source, errors)!)["a"]!;
        Expression.Parse(text.Text, text.Span, errors);
        var error = Assert.Single(errors.Items);
        Assert.Equal(marked, source.Slice(error.Span.Start, error.Span.End));
    }

    [Fact]
    public void A_text_nobody_wrote_has_no_place_but_its_errors_do_not_fail()
    {
        var errors = new DiagnosticBag();
        Assert.Null(Expression.Parse("1 + wrong(2)", SourceSpan.None, errors));
        Assert.Equal(SourceSpan.None, Assert.Single(errors.Items).Span);
    }

    [Fact]
    public void Where_text_and_file_cannot_be_matched_the_whole_scalar_is_marked()
    {
        var errors = new DiagnosticBag();
        var span = new SourceSpan(SourceText.FromString("t", "something else"), 2, 9);
        Assert.Null(Expression.Parse("1 + wrong(2)", span, errors));
        Assert.Equal(span, Assert.Single(errors.Items).Span);
    }

    [Fact]
    public void A_text_of_a_megabyte_wrong_in_every_line_is_walked_once()
    {
        const int Lines = 40_000;
        var yaml = "a: \"" + string.Concat(Enumerable.Repeat("\\\n", 50_000)) + string.Concat(Enumerable.Repeat("\\u4e2d ${{ wrong(2) }}\n\n", Lines)) + "\"";
        var source = SourceText.FromString("t.yaml", yaml);
        var errors = new DiagnosticBag();
        var text = (StringValue)((MapValue)YamlReader.Read(source, errors)!)["a"]!;
        Template.Parse(text.Text, text.Span, errors);
        Assert.Equal(Lines, errors.Count);
        Assert.All(errors.Items, e => Assert.Equal("wrong", source.Slice(e.Span.Start, e.Span.End)));
    }

    private static void Check(SourceText source, Func<SourceText, DiagnosticBag, Value?> read)
    {
        var errors = new DiagnosticBag();
        var text = (StringValue)((MapValue)read(source, errors)!)["a"]!;
        if (Template.IsIn(text.Text))
        {
            Template.Parse(text.Text, text.Span, errors);
        }
        else
        {
            Expression.Parse(text.Text, text.Span, errors);
        }

        var error = Assert.Single(errors.Items);
        Assert.Equal("TR4004", error.Code);
        Assert.Equal("wrong", source.Slice(error.Span.Start, error.Span.End));
    }
}
