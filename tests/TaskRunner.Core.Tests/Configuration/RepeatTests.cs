using CsCheck;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>
/// Resume and retry work the configuration out again from what was recorded. Whatever a package uses (conditions, modes,
/// secrets, drawn values, values from the global configuration), that must give the same values.
/// </summary>
public sealed class RepeatTests
{
    private static readonly string[] Questions =
    [
        "a: {type: string, default: x}",
        "b: {type: integer, default: 1, x-when: config.a == 'y'}",
        "c: {type: string, x-secret: true, x-generate: {length: 6}}",
        "d: {type: string, x-generate: {bytes: 4, encoding: hex}, x-when: config.a != 'z'}",
        "e: {type: string, x-global: g.text, default: none, x-immutable: true}",
        "f: {type: string, x-secret: true, x-global: g.secret}",
        "g: {type: object, properties: {h: {type: string, x-generate: {uuid: true}}, i: {type: integer, default: 3, x-immutable: true}}}",
        "j: {type: object, x-when: \"config.b == 1\", properties: {k: {type: string, x-secret: true, default: s}}}",
        "l: {type: array, items: {type: object, properties: {m: {type: string, x-secret: true}, n: {type: string, default: q}}}}",
        "o: {type: string, nullable: true, x-immutable: true}",
    ];

    private static readonly string[] Answers =
    [
        "a: y", "a: z", "b: 7", "c: given", "d: given", "e: own", "f: {$env: F}", "g: {i: 4}", "j: {k: t}", "l: [{m: u}, {n: v}]", "o: null", "o: w",
    ];

    [Fact]
    public void What_was_recorded_gives_the_same_configuration_again() =>
        Gen.Select(Gen.Int[0, (1 << Questions.Length) - 1], Gen.Int[0, (1 << Answers.Length) - 1], Gen.Bool).Sample(
            (questions, answers, isCloud) =>
            {
                var package = Make(Pick(Questions, questions));
                var global = (MapValue)Sample.Yaml($"{{cloud: {(isCloud ? "true" : "false")}, g: {{text: t, secret: s3}}}}");
                var text = "config:\n" + string.Concat(Pick(Answers, answers).DistinctBy(a => a[0]).Select(a => $"  {a}\n"));
                var planned = Sample.Resolve(new ConfigurationRequest { Package = package, Global = global, Inputs = [Sample.File(text)] });
                if (planned.HasErrors)
                {
                    return; // an answer to a question that was not picked
                }

                var drawn = GeneratedValues.Draw(planned.Pending, new Random(questions).NextBytes, new OpenVault());
                var begun = Sample.Resolve(new ConfigurationRequest { Package = package, Global = global, Inputs = [Sample.File(text)], Drawn = drawn });
                Assert.Empty(begun.Pending);
                var resumed = Sample.Resolve(new ConfigurationRequest { Package = package, Global = begun.GlobalToRecord, Recorded = begun.Answers });
                Assert.True(begun.Digest == resumed.Digest, $"{begun.Package.ToValue()}\n{resumed.Package.ToValue()}\n{begun.Answers}");
                Assert.Equal("", resumed.Codes());
                Assert.Equal(begun.Answers, resumed.Answers);
                Assert.Empty(resumed.Removed);
            },
            iter: 3_000);

    private static PackageManifest Make(IEnumerable<string> questions)
    {
        var schema = Sample.Properties(string.Join('\n', questions.Append("z: {type: string}")));
        var global = Sample.Properties("""
            cloud: {type: boolean, default: false}
            g: {type: object, properties: {text: {type: string}, secret: {type: string, x-secret: true}}}
            """);
        var task = Sample.Task("t", schema, Sample.Mode("cloud", "global.cloud", Sample.Properties("y: {type: string, x-generate: {length: 3}}")));
        return Sample.Package(schema, global, task);
    }

    private static IEnumerable<string> Pick(string[] from, int mask) => from.Where((_, i) => (mask & (1 << i)) != 0);
}
