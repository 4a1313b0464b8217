using System.Text;
using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Values;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("# only a comment\n", "null")]
    [InlineData("~", "null")]
    [InlineData("a: 1\nb: [true, no, on, yes]\nc: {d: null, e: }\n", """{"a":1,"b":[true,"no","on","yes"],"c":{"d":null,"e":null}}""")]
    [InlineData("[+1, -0, 007, 0x1F, 0o17, .5, 1., -1.50, 1e3, 1.5E-3, 1_000, 2024-01-01, 1.2.3]", """[1,-0,7,31,15,0.5,1,-1.50,1e3,1.5E-3,"1_000","2024-01-01","1.2.3"]""")]
    [InlineData("[.inf, -.inf, .nan, 0x, 0b1, +, -, 1e]", """[".inf","-.inf",".nan","0x","0b1","+","-","1e"]""")]
    [InlineData("a: 'true'\nb: \"1\"\nc: |\n  x\n  y\nd: >-\n  p\n  q\n", """{"a":"true","b":"1","c":"x\ny\n","d":"p q"}""")]
    [InlineData("404: x\n1.10: y\n~: z\n", """{"404":"x","1.10":"y","~":"z"}""")]
    [InlineData("a: &x {p: [1]}\nb: *x\n", """{"a":{"p":[1]},"b":{"p":[1]}}""")]
    [InlineData("[a: b, c]", """[{"a":"b"},"c"]""")]
    [InlineData("[db[eu], 'a[b]', {x: c-d[each.key]}]", """["db[eu]","a[b]",{"x":"c-d[each.key]"}]""")]
    [InlineData("---\na: 1\n...\n", """{"a":1}""")]
    [InlineData("a: ${{ config.x }}\n", """{"a":"${{ config.x }}"}""")]
    public void Core_schema_values_become_json(string yaml, string json) => Assert.Equal(json, JsonWriter.ToText(Read(yaml)!));

    [Theory]
    [InlineData("v: 1.10")]
    [InlineData("v: no")]
    [InlineData("v: 2024-01-01")]
    [InlineData("v: 0x1F")]
    [InlineData("v: Null")]
    public void A_plain_scalar_keeps_its_text(string yaml) => Assert.Equal(yaml[3..], ((MapValue)Read(yaml)!)["v"]!.PlainText);

    [Fact]
    public void A_quoted_scalar_has_no_plain_text() => Assert.Null(((MapValue)Read("v: '1.10'")!)["v"]!.PlainText);

    [Fact]
    public void Spans_are_exact()
    {
        const string Yaml = "a: 你好😀 # c\r\nlist:\r\n  - x: [1, {y: 'z'}]\r\n    w: \"q\"\r\nend: last\r\n";
        var map = (MapValue)Read(Yaml)!;
        Assert.Equal("你好😀", Text(map["a"]!));
        Assert.Equal("- x: [1, {y: 'z'}]\r\n    w: \"q\"", Text(map["list"]!));
        var item = (MapValue)((ListValue)map["list"]!).Items[0];
        Assert.Equal("x: [1, {y: 'z'}]\r\n    w: \"q\"", Text(item));
        Assert.Equal("[1, {y: 'z'}]", Text(item["x"]!));
        Assert.Equal("{y: 'z'}", Text(((ListValue)item["x"]!).Items[1]));
        Assert.Equal("\"q\"", Text(item["w"]!));
        Assert.True(map.TryGetEntry("end", out var end));
        Assert.Equal(("last", 5, 1), (Text(end.Value), end.KeySpan.StartPosition.Line, end.KeySpan.StartPosition.Column));
    }

    [Fact]
    public void Spans_of_pairs_in_a_list_are_exact()
    {
        var list = (ListValue)((MapValue)Read("{k: [a: b, c: {d: e}]}")!)["k"]!;
        Assert.Equal(["a: b", "c: {d: e}"], list.Items.Select(Text));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        var value = (MapValue)YamlReader.Read(SourceText.FromUtf8("f", [0xEF, 0xBB, 0xBF, .. "a: 1"u8]), new DiagnosticBag())!;
        Assert.Equal("a", value.Entries[0].Key);
        Assert.Equal(0, value.Entries[0].KeySpan.Start);
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", "TR1021", 4)]
    [InlineData("a: {x: 1\n", "TR1021", 4)]
    [InlineData("a: ['x' 1]\n", "TR1023", 9)]
    [InlineData("a:\n\tb: 1\n", "TR1020", 1)]
    [InlineData("a:\n  b: 1\n \tc: 2\n", "TR1020", 2)]
    [InlineData("a: b: c\n", "TR1024", 5)]
    [InlineData("a:\n - b\n c: 1\n", "TR1027", 2)]
    [InlineData("a: 'x\nb: 2\n", "TR1022", 4)]
    [InlineData("a: \"x\\q\"\n", "TR1033", 6)]
    [InlineData("a: \"\\u12\"\n", "TR1033", 5)]
    [InlineData("a: @x\n", "TR1025", 4)]
    [InlineData("a: ]\n", "TR1025", 4)]
    [InlineData("a: 1\n- b\n", "TR1026", 1)]
    [InlineData("a: 'x' y\n", "TR1026", 8)]
    [InlineData("a: 1\nfoo\nb: 2\n", "TR1028", 1)]
    [InlineData("a: - b\n", "TR1029", 4)]
    [InlineData("a: |\n\tx\n", "TR1020", 1)]
    [InlineData("a: |x\n  y\n", "TR1030", 4)]
    [InlineData("%FOO\n---\na: 1\n", "TR1031", 1)]
    [InlineData("a: !!str 1\n", "TR1013", 4)]
    [InlineData("a: &x {b: 1}\nc: {<<: *x}\n", "TR1014", 5)]
    [InlineData("{{x}}: 1\n", "TR1015", 1)]
    [InlineData("a: *x\n", "TR1016", 4)]
    [InlineData("a: &x [*x]\n", "TR1016", 8)]
    [InlineData("a: 1\n---\nb: 1\n", "TR1012", 1)]
    [InlineData("a: 1\nb: 2\na: 3\n", "TR1003", 1)]
    [InlineData("a: \u0001\n", "TR1011", 4)]
    public void An_error_has_a_code_and_a_place(string yaml, string code, int column)
    {
        var bag = new DiagnosticBag();
        Assert.Null(YamlReader.Read(SourceText.FromString("f", yaml), bag));
        var error = Assert.Single(bag.Items);
        Assert.Equal((code, column), (error.Code, error.Span.StartPosition.Column));
    }

    [Fact]
    public void Several_errors_that_are_not_of_the_grammar_are_reported_at_once()
    {
        var bag = new DiagnosticBag();
        Assert.Null(YamlReader.Read(SourceText.FromString("f", "a: !x 1\na: 2\nb: *no\n"), bag));
        Assert.Equal(["TR1013", "TR1003", "TR1016"], bag.Items.Select(d => d.Code));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_at_their_place()
    {
        var bag = new DiagnosticBag();
        Assert.Null(YamlReader.Read(SourceText.FromUtf8("f", [.. "a: ü\nb: "u8, 0xFF, .. "\n"u8]), bag));
        Assert.Equal(("TR1002", "f:2:4"), (bag.Items[0].Code, bag.Items[0].Span.ToString()));
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 40; i++)
        {
            yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        Assert.Equal("TR1017", ErrorOf(yaml.ToString()));
    }

    [Fact]
    public void Depth_is_bounded_also_through_aliases()
    {
        Assert.Null(ErrorOf(new string('[', 64) + new string(']', 64)));
        Assert.Equal("TR1018", ErrorOf(new string('[', 65) + new string(']', 65)));
        Assert.Equal("TR1018", ErrorOf(new string('[', 100_000)));
        Assert.Equal("TR1018", ErrorOf($"- &a {new string('[', 40)}{new string(']', 40)}\n- {new string('[', 30)}*a {new string(']', 30)}\n"));
    }

    [Fact]
    public void A_large_file_is_refused_unless_the_limit_is_raised()
    {
        var source = SourceText.FromString("f", "# " + new string('x', 5 << 20));
        var bag = new DiagnosticBag();
        Assert.Null(YamlReader.Read(source, bag));
        Assert.Equal("TR1010", bag.Items[0].Code);
        Assert.IsType<NullValue>(YamlReader.Read(source, new DiagnosticBag(), 6 << 20));
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("", "\"\"")]
    [InlineData("a: b", "\"a: b\"")]
    public void A_value_of_the_command_line_is_one_plain_scalar(string text, string json)
    {
        var value = YamlReader.ReadScalar(text, SourceSpan.None);
        Assert.Equal((json, text), (JsonWriter.ToText(value), value.PlainText));
    }

    [Fact]
    public void Any_json_is_read_as_the_same_value() =>
        GenJson(3).Sample(json => Assert.Equal(JsonReader.ReadTrusted(Encoding.UTF8.GetBytes(json)), Read(json)), iter: 2_000);

    [Fact]
    public void Mutated_text_is_read_or_refused_and_never_anything_else()
    {
        const string Seed = "a: &x [1, 'b', \"c\\n\"]\nb:\n  - {p: *x, q: |\n   text}\n  - ? k\n    : v\nc: >-\n  folded\n  text # c\n---\n%x !t <<: @ `\t\r\n你😀";
        Gen.Select(Gen.Int[0, Seed.Length - 1], Gen.Int[0, Seed.Length - 1], Gen.Int[0, 20], Gen.Int[0, Seed.Length - 1]).Array[1, 6].Sample(
            cuts =>
            {
                var text = Seed;
                foreach (var (at, from, length, take) in cuts)
                {
                    var piece = Seed.Substring(take, Math.Min(length, Seed.Length - take));
                    text = text.Remove(Math.Min(from, text.Length)).Insert(Math.Min(at, Math.Min(from, text.Length)), piece) + Seed[from..];
                }

                var bag = new DiagnosticBag();
                var value = YamlReader.Read(SourceText.FromString("f", text), bag);
                Assert.True(value is null == bag.HasErrors);
                Assert.All(bag.Items, d => Assert.InRange(d.Span.End, d.Span.Start, text.Length));
                _ = DiagnosticText.Render(bag.Items, MessageCatalogue.English);
            },
            iter: 20_000);
    }

    private static Gen<string> GenJson(int depth)
    {
        var scalar = Gen.OneOf(
            Gen.Const("null"), Gen.Const("true"), Gen.Int.Select(i => i.ToString()), Gen.Double[-1e6, 1e6].Select(d => d.ToString("R")),
            Gen.String[Gen.Char[' ', '~'], 0, 12].Select(s => JsonWriter.ToText(new StringValue(s))));
        if (depth == 0)
        {
            return scalar;
        }

        var inner = GenJson(depth - 1);
        return Gen.OneOf(
            scalar,
            inner.Array[0, 4].Select(a => "[" + string.Join(", ", a) + "]"),
            inner.Array[0, 4].Select(a => "{" + string.Join(", ", a.Select((v, i) => $"\"k{i}\": {v}")) + "}"));
    }

    private static string Text(Value value) => value.Span.Source!.Text[value.Span.Start..value.Span.End];

    private static string? ErrorOf(string yaml)
    {
        var bag = new DiagnosticBag();
        YamlReader.Read(SourceText.FromString("f", yaml), bag);
        return bag.Count == 0 ? null : bag.Items[0].Code;
    }

    private static Value? Read(string yaml)
    {
        var bag = new DiagnosticBag();
        var value = YamlReader.Read(SourceText.FromString("f.yaml", yaml), bag);
        Assert.True(!bag.HasErrors, DiagnosticText.Render(bag.Items, MessageCatalogue.English));
        return value;
    }
}
