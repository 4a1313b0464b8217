using TaskRunner.Configuration;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class CommentedFileTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(
        Properties("""
            root*: {type: string, title: Folder to install into, x-i18n: {zh: {title: 安装目录, description: 必须是绝对路径}}, description: "Must be absolute.\nIs made.", x-immutable: true, pattern: ^/, x-order: 1}
            port: {type: integer, minimum: 1024, maximum: 65535, default: 8085, x-group: Network}
            password: {type: string, x-secret: true, x-generate: {length: 24}}
            currency: {type: string, enum: [EUR, "1.10"], default: EUR, x-group: Network}
            mail: {type: object, required: [host], properties: {host: {type: string, format: hostname, x-global: mail.host}, note: {type: string, nullable: true}}}
            hosts: {type: array, minItems: 1, items: {type: object, required: [name], properties: {name: {type: string}, weight: {type: integer, default: 1}}}}
            labels: {type: object, additionalProperties: {type: string}}
            cert: {type: string, x-when: "config.port == 443"}
            storage: {type: object, oneOf: [
              {title: On disk, properties: {kind: {type: string, enum: [local]}, path: {type: string}}, required: [kind, path]},
              {title: In a bucket, properties: {kind: {type: string, enum: [s3]}, bucket: {type: string}}, required: [kind, bucket]}]}
            """),
        null,
        Task("database", Properties("{size: {type: string, default: 8Gi, description: 'How much.'}}")),
        Task("web"));

    [Fact]
    public void A_blank_file_shows_every_question_and_answers_none()
    {
        var resolved = Resolve(Shop);
        var text = CommentedFile.Render(QuestionSet.Of(resolved), MapValue.Empty, MessageCatalogue.English);
        Golden.Match("blank-file", text);
        Assert.Equal("{}", Resolve(Shop, File(text)).Answers.ToString());
        Assert.Equal(["config.root"], Resolve(Shop, File(text)).Missing.Select(m => m.Path));
    }

    [Fact]
    public void Answers_stand_where_their_question_is()
    {
        var answers = File("""
            config:
              root: "/x: y"
              password: {$env: SHOP}
              mail: {host: mx, note: null}
              hosts: [{name: a}, {name: "no", weight: 2}]
              labels: {a/b: "1", "c d": "line\nline\n"}
              storage: {kind: s3, bucket: b}
            """);
        var resolved = Resolve(Shop, answers);
        Assert.False(resolved.HasErrors, resolved.Errors());
        var text = CommentedFile.Render(QuestionSet.Of(resolved), resolved.Answers, MessageCatalogue.English);
        Golden.Match("answered-file", text);
        Assert.Equal(resolved.Answers, Resolve(Shop, File(text)).Answers);
    }

    [Fact]
    public void The_file_speaks_the_language_of_its_reader()
    {
        var text = CommentedFile.Render(QuestionSet.Of(Resolve(Shop)), MapValue.Empty, MessageCatalogue.Load("zh"));
        Assert.Contains("  # 安装目录\n  # 必须是绝对路径\n  # 文本, 格式 ^/；必填；以后不能更改\n  root:\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_cannot_smuggle_an_answer_into_the_file()
    {
        var package = Package(Properties("""{a: {type: string, title: "t\r\nroot: x", description: "d\u2028b: 1\u0085c: 2\r  d: 3"}}"""));
        var text = CommentedFile.Render(QuestionSet.Of(Resolve(package)), MapValue.Empty, MessageCatalogue.English);
        Assert.Equal("""{"config":null}""", Yaml(text).ToString());
    }

    [Fact]
    public void A_schema_that_contains_itself_ends()
    {
        var package = Package(Schema("""
            {type: object, properties: {tree: {$ref: '#/definitions/node'}}, definitions: {node: {type: object, properties: {name: {type: string}, children: {type: array, items: {$ref: '#/definitions/node'}}}}}}
            """));
        var text = CommentedFile.Render(QuestionSet.Of(Resolve(package)), MapValue.Empty, MessageCatalogue.English);
        Assert.InRange(text.Split('\n').Length, 10, 30);
        var full = Resolve(package, File("config: {tree: {name: a, children: [{name: b, children: [{name: c}]}]}}"));
        Assert.Equal(full.Answers, Resolve(package, File(CommentedFile.Render(QuestionSet.Of(full), full.Answers, MessageCatalogue.English))).Answers);
    }
}
