using System.Text;
using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Values;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("{\"a\": [1, 2,]}", "TR1005", 12)]
    [InlineData("{\"a\": 1,\n}", "TR1005", 8)]
    [InlineData("{\"a\": 1", "TR1004", 8)]
    [InlineData("{\"a\": \"x", "TR1001", 7)]
    [InlineData("", "TR1004", 1)]
    [InlineData("{'a': 1}", "TR1001", 2)]
    [InlineData("{a: 1}", "TR1001", 2)]
    [InlineData("// c\n1", "TR1006", 1)]
    [InlineData("[1 2]", "TR1001", 4)]
    [InlineData("1 2", "TR1001", 3)]
    [InlineData("{\"a\": 1, \"a\": 2}", "TR1003", 10)]
    [InlineData("\"\\ud800\"", "TR1002", 1)]
    public void An_error_has_a_code_and_a_place(string json, string code, int column)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(JsonReader.Read(SourceText.FromUtf8("f", Encoding.UTF8.GetBytes(json)), diagnostics));
        var error = Assert.Single(diagnostics.Items);
        Assert.Equal((code, column), (error.Code, error.Span.StartPosition.Column));
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var diagnostics = new DiagnosticBag();
        Assert.NotNull(JsonReader.Read(SourceText.FromString("f", new string('[', 64) + new string(']', 64)), diagnostics));
        Assert.Null(JsonReader.Read(SourceText.FromString("f", new string('[', 65) + new string(']', 65)), diagnostics));
        Assert.Equal("TR1018", diagnostics.Items[0].Code);
    }

    [Fact]
    public void Keys_that_share_a_slot_or_are_escaped_keep_their_text() =>
        Gen.String[Gen.Char[' ', '~'], 0, 4].Array[0, 60].Sample(keys =>
        {
            var map = new MapValue([.. keys.Distinct().Select(k => new MapEntry(k, Value.True))]);
            var text = JsonWriter.ToText(new ListValue([map, map]));
            Assert.Equal(text, JsonWriter.ToText(JsonReader.Read(SourceText.FromString("f", text), new DiagnosticBag())!));
        });

    [Fact]
    public void Spans_are_exact()
    {
        var map = (MapValue)JsonReader.Read(SourceText.FromString("f", """{"ü": {"k": [1, "x"]}, "z": null}"""), new DiagnosticBag())!;
        var inner = (MapValue)map["ü"]!;
        Assert.Equal("""{"k": [1, "x"]}""", Text(inner.Span));
        Assert.Equal("""[1, "x"]""", Text(inner["k"]!.Span));
        Assert.Equal("\"z\"", Text(map.Entries[1].KeySpan));
        Assert.Equal("f:1:24", map.Entries[1].KeySpan.ToString());
    }

    private static string Text(SourceSpan span) => Encoding.UTF8.GetString(span.Source!.Utf8[span.Start..span.End]);
}
