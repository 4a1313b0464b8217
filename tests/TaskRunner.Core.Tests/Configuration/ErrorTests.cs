using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>Every way to answer wrongly, with what a person is told.</summary>
public sealed class ErrorTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(
        Properties("""
            domain*: {type: string, format: hostname, title: Domain, x-i18n: {zh: {title: 域名}}}
            port: {type: integer, minimum: 1024}
            password*: {type: string, x-secret: true, minLength: 8}
            tags: {type: array, items: {type: string}}
            mail: {type: object, required: [host], properties: {host: {type: string}, tls: {type: boolean}}}
            old: {type: string, x-when: config.port == 9999}
            """),
        Properties("{region*: {type: string}}"),
        Task("database", Properties("{size*: {type: string}}")),
        Task("web"));

    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "missing", "", [] },
        { "missing-in-a-group", "config: {mail: {tls: true}}", [] },
        { "several-at-once", "config:\n  domain: -x-\n  port: 80\n  prot: 8080\n  mail: {host: 1, tls: yes}\ntasks:\n  databse: {size: 1}\n  web: {x: 1}\n", [] },
        { "no-map", "- a\n", [] },
        { "no-map-below", "config: [1]\ntasks: 5\n", [] },
        { "question-at-the-top", "domain: shop.example\nconfg: {}\n", [] },
        { "not-yaml", "config:\n  domain: [a\n  port: 1\n", [] },
        { "duplicate", "config:\n  port: 1024\n  port: 1025\n", [] },
        { "hidden", "config:\n  old: x\n", [] },
        { "reference-for-no-secret", "config:\n  domain: {$env: X}\n", [] },
        { "stored-secret", "config:\n  password: {$secret: abc}\n", [] },
        { "secret-too-short", "config:\n  password: hunter2\n", [] },
        { "set-without-value", "", ["config.port"] },
        { "set-without-scope", "", ["domain=x", "task.database.size=1"] },
        { "set-without-question", "", ["config=x", "tasks.database=x", "config[0]=x"] },
        { "set-wrong-value", "", ["config.port=high", "config.mail.tls=yes"] },
        { "set-unknown", "", ["config.prot=1", "tasks.databse.size=1", "tasks.database.sise=1"] },
        { "set-bad-path", "", ["config..port=1", "config.tags[x]=1", "config.tags[0=1", "config.tags[0]x=1", "config.tags[99999]=1"] },
        { "set-beyond-the-list", "config: {tags: [a]}", ["config.tags[2]=c", "config.tags.x=c", "config.mail[0]=c"] },
        { "set-bad-yaml", "", ["config.tags=[a, b", "config.mail={host: a, host: b}"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_wrong_answer_is_explained_in_its_place(string name, string file, string[] sets)
    {
        var resolved = Resolve(Shop, [File(file), .. sets.Select(Set)]);
        Assert.True(resolved.HasErrors);
        Golden.Match($"error-{name}", resolved.Errors());
    }

    [Fact]
    public void Errors_can_be_read_in_Chinese()
    {
        var resolved = Resolve(
            new ConfigurationRequest { Package = Shop, Inputs = [File("config: {prot: 1}")], Language = "zh" });
        Golden.Match("error-chinese", DiagnosticText.Render(resolved.Diagnostics, MessageCatalogue.Load("zh")));
    }

    [Fact]
    public void Errors_carry_pointers_into_answers_and_schema()
    {
        var resolved = Resolve(Shop, File("config: {port: 80}\ntasks: {database: {size: {}}}"));
        Assert.Contains(resolved.Diagnostics, d => d is { Pointer: "/config/port", SchemaPointer: "/properties/port/minimum" });
        Assert.Contains(resolved.Diagnostics, d => d is { Pointer: "/tasks/database/size", SchemaPointer: "/properties/size/type" });
    }

    [Fact]
    public void Missing_answers_are_listed_with_the_flag_that_gives_each()
    {
        var missing = Resolve(Shop, File("config: {mail: {}}")).Missing;
        Assert.Equal(
            [
                "--set config.domain= Domain", "--set 'config.password.$env=NAME' password", "--set config.mail.host= host",
                "--set tasks.database.size= size",
            ],
            missing.Select(m => $"{m.Flag} {m.Title.Default}"));
    }

    [Fact]
    public void Files_that_cannot_be_read_say_why()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var diagnostics = new DiagnosticBag();
            var big = Path.Combine(folder.FullName, "big");
            System.IO.File.WriteAllBytes(big, new byte[AnswerFile.MaxBytes + 1]);
            Assert.Null(AnswerFile.Read(Path.Combine(folder.FullName, "none"), diagnostics));
            Assert.Null(AnswerFile.Read(folder.FullName, diagnostics));
            Assert.Null(AnswerFile.Read(big, diagnostics));
            Assert.Equal(["TR3020", "TR3021", "TR3022"], diagnostics.Items.Select(d => d.Code));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public void Set_file_takes_the_text_of_a_file_as_it_is()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "a=b.txt");
            System.IO.File.WriteAllText(path, "007\n");
            var package = Package(Properties("{a: {type: string}, b: {x-secret: true, type: string}}"));
            var resolved = Resolve(package, new AnswerInput.SetFile($"config.a={path}"), new AnswerInput.SetFile($"config.b={path}"));
            Assert.Equal("""{"a":"007\n","b":{"$secret":"print-""", resolved.Config()[..35]);
            System.IO.File.WriteAllBytes(path, [0xFF, 0xFE]);
            Assert.Equal("TR3023", Resolve(package, new AnswerInput.SetFile($"config.a={path}")).Codes());
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
