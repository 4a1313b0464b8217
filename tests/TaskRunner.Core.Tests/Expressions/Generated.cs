using CsCheck;

namespace TaskRunner.Core.Tests.Expressions;

/// <summary>Expressions by the grammar over the scope of <see cref="Evaluation"/>, most of them of the kinds that fit; and texts near to them.</summary>
internal static class Generated
{
    private static readonly string[] Leaves =
    [
        "config.domain", "config.replicas", "config.debug", "config.empty", "config.nothing", "config.hosts", "config.labels", "config.ratio",
        "config", "services.other?.version", "services['shop-db']?.version", "tasks.cp-kafka.outputs.x", "each.key", "installation.fromVersion",
        "1", "0", "-2.5", "'a'", "''", "'1.2.3'", "true", "false", "null", "[]", "['a', 1]", "{a: 1}",
    ];

    private static readonly string[] Forms =
    [
        "({0}) + ({1})", "({0}) == ({1})", "({0}) != ({1})", "({0}) < ({1})", "({0}) >= ({1})", "({0}) && ({1})", "({0}) || ({1})",
        "({0}) ?? ({1})", "!({0})", "({0}) ? ({1}) : ({2})", "default({0}, {1})", "[{0}, {1}]", "{{a: {0}, 'b c': {1}}}", "({0}).a", "({0})?.a",
        "({0})[{1}]", "({0})[0]", "lower({0})", "contains({0}, {1})", "join([{0}, {1}], '-')", "length({0})", "toJson({0})", "sha256({0})",
        "base64({0})", "startsWith({0}, {1})", "replace({0}, {1}, {2})", "split({0}, {1})", "semver.lt({0}, {1})", "fromJson(toJson({0}))", "trim({0})",
        "({0}) == null", "null != ({0})", "({0}) == null ? ({1}) : ({0})",
    ];

    private static readonly string Alphabet = "abcONFIG.'\"[](){}?:!=&|+-<>, \\$_019\u4e2d\ud83d\ude00\n\t;/";

    /// <summary>An expression that parses.</summary>
    public static Gen<string> Expression { get; } = Over(Leaves);

    /// <summary>An expression by the same forms over other leaves.</summary>
    public static Gen<string> Over(string[] leaves) => Gen.Int[0, 3].SelectMany(depth => OfDepth(leaves, depth));

    /// <summary>A text that may have been an expression before someone's hand slipped.</summary>
    public static string Mutate(string text, Random random)
    {
        for (var slips = random.Next(1, 4); slips > 0; slips--)
        {
            var at = random.Next(text.Length + 1);
            var length = random.Next(0, Math.Min(4, text.Length - at + 1));
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(at, Alphabet[random.Next(Alphabet.Length)].ToString()),
                _ => text.Remove(at, length).Insert(at, Leaves[random.Next(Leaves.Length)]),
            };
        }

        return text;
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string> OfDepth(string[] leaves, int depth)
    {
        var leaf = OneOf(leaves);
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Gen.OneOf(leaf, OfDepth(leaves, depth - 1));
        return Gen.Select(OneOf(Forms), inner, inner, inner)
            .Select((form, a, b, c) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, a, b, c));
    }
}
