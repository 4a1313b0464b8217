using CsCheck;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>Schemas with answers that fit them: every kind of question, required or not, with texts that try to break the file.</summary>
internal static class GeneratedQuestions
{
    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String[Gen.Char["abcXYZ-_"], 1, 6], Among("no", "null", "1.10", "a b", "# x", "k: v", "键", "-", "a.b", "[0]", "~", "'", "\"", "a/b"));

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[" abc:#-[]{}\"'\\\n\t|>%@&*!?,"], 0, 12],
        Among("", "yes", "null", "true", "1.10", "0x1F", "2020-01-01", "- a", "a: b", "a\nb\n", "a\nb", " x\ny", "x\n\ny\n\n", "\r\n", "\u0085", "\u2028x", "商城：店", "\0", "😀", "---", "...", "a #b"));

    private static readonly Gen<MapValue> Texts = Gen.Select(Gen.Bool, Text, Text, (has, title, description) => has
        ? MapValue.Of(("title", Value.From(title)), ("description", Value.From(description + "\n" + title)))
        : MapValue.Empty);

    /// <summary>Any JSON value without secrets.</summary>
    public static Gen<Value> AnyValue { get; } = Gen.Recursive<Value>((depth, any) => depth > 3
        ? Leaf
        : Gen.Frequency((3, Leaf), (1, Maps(any).Select(m => (Value)m)), (1, any.Array[0, 3].Select(a => (Value)new ListValue([.. a])))));

    /// <summary>An object schema with a valid value for it.</summary>
    public static Gen<(MapValue Schema, MapValue Answers)> All { get; } = Group(3);

    private static Gen<string> Among(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<Value> Leaf => Gen.OneOf(
        Text.Select(t => (Value)new StringValue(t)),
        Gen.Int.Select(i => (Value)new NumberValue(i)),
        Gen.Double[-1e6, 1e6].Select(d => (Value)new NumberValue(Math.Round(d, 3))),
        Gen.Bool.Select(Value.From),
        Gen.Const(Value.Null));

    private static Gen<MapValue> Maps(Gen<Value> values) => Gen.Select(Name, values).Array[0, 4].Select(entries =>
        MapValue.Of([.. entries.DistinctBy(e => e.Item1)]));

    private static Gen<(MapValue Schema, MapValue Answers)> Group(int depth) =>
        Gen.Select(Name, Question(depth), Gen.Bool, Gen.Bool).Array[0, 5].Select(questions =>
        {
            var distinct = questions.DistinctBy(q => q.Item1).ToArray();
            var schema = MapValue.Of(
                ("type", Value.From("object")),
                ("properties", MapValue.Of([.. distinct.Select(q => (q.Item1, (Value)q.Item2.Schema))])));
            var required = distinct.Where(q => q.Item3).Select(q => Value.From(q.Item1)).ToArray();
            schema = required.Length == 0 ? schema : schema.With("required", new ListValue([.. required]));
            return (schema, MapValue.Of([.. distinct.Where(q => q.Item3 || q.Item4).Select(q => (q.Item1, q.Item2.Answer))]));
        });

    private static Gen<(MapValue Schema, Value Answer)> Question(int depth) => Gen.Select(Kind(depth), Texts, (kind, texts) =>
        (MapValue.Of([.. kind.Schema.Entries.Concat(texts.Entries).Select(e => (e.Key, e.Value))]), kind.Answer));

    private static Gen<(MapValue Schema, Value Answer)> Kind(int depth)
    {
        var leaves = Gen.OneOf(
            Text.Select(t => (Typed("string"), (Value)new StringValue(t))),
            Gen.Select(Text, Text, (t, d) => (Typed("string").With("default", Value.From(d)), (Value)new StringValue(t))),
            Gen.Int.Select(i => (Typed("integer"), (Value)new NumberValue(i))),
            Gen.Bool.Select(b => (Typed("boolean").With("default", Value.True), Value.From(b))),
            Gen.Bool.Select(b => (Typed("string").With("nullable", Value.True), b ? Value.Null : Value.From("x"))),
            Text.Array[1, 3].Select(t => (Typed("string").With("enum", new ListValue([.. t.Distinct().Select(Value.From)])), Value.From(t[0]))),
            Text.Array[0, 3].Select(t => (Typed("array").With("items", Typed("string")), (Value)new ListValue([.. t.Select(Value.From)]))),
            Gen.Select(Name, Text).Array[0, 3].Select(m => (
                Typed("object").With("additionalProperties", Typed("string")),
                (Value)MapValue.Of([.. m.DistinctBy(e => e.Item1).Select(e => (e.Item1, Value.From(e.Item2)))]))),
            Gen.Int[0, 1].Select(i => (MapValue.Of(("x-kubernetes-int-or-string", Value.True)), i == 0 ? new NumberValue(5L) : Value.From("5%"))));
        return depth == 0 ? leaves : Gen.Frequency(
            (4, leaves),
            (1, Group(depth - 1).Select(g => (g.Schema, (Value)g.Answers))),
            (1, Group(depth - 1).Select(g => (Typed("array").With("items", g.Schema), (Value)new ListValue([g.Answers])))));
    }

    private static MapValue Typed(string type) => MapValue.Of(("type", Value.From(type)));
}
