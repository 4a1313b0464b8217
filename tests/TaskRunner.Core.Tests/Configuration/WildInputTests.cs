using CsCheck;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>Whatever a person types: an answer or an explanation, never an exception, and never a secret.</summary>
public sealed class WildInputTests
{
    private const string Canary = "c4n4ry";

    private static readonly TaskRunner.Model.PackageManifest Shop = Package(
        Properties("""
            name: {type: string, maxLength: 5}
            count: {type: integer, minimum: 1, x-when: config.name != 'x'}
            secret: {type: string, x-secret: true, maxLength: 12}
            list: {type: array, items: {type: object, required: [a], properties: {a: {type: string}, secret: {type: string, x-secret: true}}}}
            one: {oneOf: [{type: object, required: [k], properties: {k: {enum: [a]}, secret: {type: string, x-secret: true}}},
                          {type: object, required: [k], properties: {k: {enum: [b]}, n: {type: integer}}}]}
            any: {}
            map: {type: object, additionalProperties: {type: string, nullable: true}}
            """),
        null,
        Task("t", Properties("secret: {type: string, x-secret: true}")),
        Task("silent"));

    private static readonly string[] Words =
    [
        "config", "tasks", "t", "silent", "name", "count", "secret", "list", "one", "any", "map", "a", "k", "n", ".", "[0]", "[+]", "[", "]", "=",
        ":", ": ", "\n", "\n  ", "\n    ", "- ", "{", "}", ", ", "\"", "'", "|\n    ", "#", "&x ", "*x", "!!str ", "null", "~", "5", "true", "$env",
        "$secret", "$file", "${{ x }}", "\\", "\t", "\0", "…", "config:\n  ", "config: {", "secret: c4n4ry", "c4n4ry",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Words.Length - 1].Array[0, 14].Select(w => string.Concat(w.Select(i => Words[i])));

    private static readonly Gen<string> Setting = Gen.Select(Text, Text, (path, value) => $"config.{path}={value}");

    [Fact]
    public void Nothing_a_person_types_throws() => Gen.Select(Text.Array[0, 2], Gen.OneOf(Setting, Text).Array[0, 3]).Sample(
        (files, sets) =>
        {
            var resolved = Resolve(Shop, [.. files.Select(f => File(f)), .. sets.Select(Set)]);
            _ = CommentedFile.Render(QuestionSet.Of(resolved), resolved.Answers, MessageCatalogue.English);
            _ = FormDocument.Of(resolved);
            Assert.All(resolved.Diagnostics, d => Assert.DoesNotContain($"{d.Code} ", MessageCatalogue.English.Format(d), StringComparison.Ordinal));
        },
        iter: 4_000);

    /// <summary>The secret stands in its place; everything around it is wild.</summary>
    [Fact]
    public void A_secret_in_its_place_is_never_shown_whatever_is_wrong_around_it() => Gen.Select(Text, Setting, Gen.Int[0, 4]).Sample(
        (noise, setting, place) =>
        {
            var wild = noise.Replace(Canary, "word", StringComparison.Ordinal);
            var resolved = Resolve(Shop, File(Place(place, wild)), Set(setting.Replace(Canary, "word", StringComparison.Ordinal)));
            var shown = string.Join('\n', Shown(resolved));
            Assert.True(!shown.Contains(Canary, StringComparison.Ordinal), $"{Place(place, wild)}\n{shown}");
        },
        iter: 4_000);

    private static string Place(int place, string wild) => place switch
    {
        0 => $"config:\n  secret: c4n4ry\n  {wild}\n",
        1 => $"config:\n  name: toolong\n  secret: \"c4n4ry is very long\"\n  {wild}\n",
        2 => $"config: {{secret: c4n4ry, {wild}}}\n",
        3 => $"config:\n  list:\n    - secret: c4n4ry\n      {wild}\n",
        _ => $"tasks:\n  t:\n    secret: |\n      c4n4ry\n    {wild}\n",
    };

    private static IEnumerable<string?> Shown(ResolvedConfiguration resolved) =>
    [
        resolved.Errors(),
        .. resolved.Diagnostics.Select(d => d.Span.Source?.Text),
        CommentedFile.Render(QuestionSet.Of(resolved), resolved.Answers, MessageCatalogue.English),
        FormDocument.Of(resolved).ToString(),
        resolved.Answers.ToString(),
        resolved.Package.ToValue().ToString(),
        .. resolved.Explained.Select(e => e.ToString()),
    ];
}
