using TaskRunner.Configuration;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class FormTests
{
    [Fact]
    public void The_form_has_questions_in_order_with_texts_in_both_languages_values_and_origins()
    {
        var package = Package(
            Properties("""
                port: {type: integer, default: 80, x-order: 2, x-group: Net}
                domain*: {type: string, title: Domain, x-i18n: {zh: {title: 域名, description: 说明}}, x-order: 1, x-widget: host}
                password: {type: string, x-secret: true, default: abcd}
                old: {type: string, x-when: config.port == 9}
                list: {type: array, items: {type: object, properties: {a: {type: string}}}}
                """),
            null,
            Task("db", Properties("{kind: {type: string, enum: [a, b], nullable: true}}")));
        var resolved = Resolve(package, File("config: {port: 81, password: s3cret, nope: 1}"));
        Golden.Match("form", JsonWriter.ToText(FormDocument.Of(resolved), indented: true) + "\n");
    }

    [Fact]
    public void Questions_of_one_heading_stand_together_and_orders_come_first()
    {
        var package = Package(Properties("""
            e: {type: string}
            c: {type: string, x-group: B}
            a: {type: string, x-order: 1, x-group: A}
            d: {type: string, x-group: A}
            b: {type: string, x-order: 2, x-group: B}
            f: {type: string}
            """));
        var names = QuestionSet.Of(Resolve(package)).Scopes[0].Root.Children.Select(q => q.Name);
        Assert.Equal(["e", "f", "a", "d", "b", "c"], names);
    }

    [Fact]
    public void Alternatives_know_which_one_the_answers_take()
    {
        var package = Package(Schema("""
            type: object
            properties:
              storage:
                oneOf: [{$ref: '#/definitions/local'}, {$ref: '#/definitions/s3'}]
                discriminator: {propertyName: kind}
            definitions:
              local: {type: object, title: On disk, required: [kind], properties: {kind: {type: string}, path: {type: string}}}
              s3: {type: object, required: [kind], properties: {kind: {type: string}, bucket: {type: string, x-secret: true}}}
            """));
        var resolved = Resolve(package, File("config: {storage: {kind: s3, bucket: b}}"));
        Assert.False(resolved.HasErrors, resolved.Errors());
        var form = (MapValue)((ListValue)((MapValue)((ListValue)FormDocument.Of(resolved)["scopes"]!).Items[0])["questions"]!).Items[0];
        var alternatives = ((ListValue)form["alternatives"]!).Items.Cast<MapValue>();
        Assert.Equal(["On disk false", "kind: s3 true"], alternatives.Select(a => $"{((StringValue)((MapValue)a["title"]!)["en"]!).Text} {a["taken"]}"));
        Assert.Equal("\"b\"", OpenVault.Open(((MapValue)resolved.Package.Config["storage"]!)["bucket"]));
    }

    [Fact]
    public void A_later_layer_that_takes_another_alternative_forgets_the_first()
    {
        var package = Package(Schema("""
            type: object
            properties:
              storage:
                oneOf: [{$ref: '#/definitions/local'}, {$ref: '#/definitions/s3'}]
                discriminator: {propertyName: kind}
            definitions:
              local: {type: object, additionalProperties: false, required: [kind, path], properties: {kind: {type: string}, path: {type: string}}}
              s3: {type: object, additionalProperties: false, required: [kind], properties: {kind: {type: string}, bucket: {type: string}}}
            """));
        var resolved = Resolve(package, File("config: {storage: {kind: local, path: /x}}"), File("config: {storage: {kind: s3}}"));
        Assert.Equal("""{"storage":{"kind":"s3"}}""", resolved.Config());
    }
}
