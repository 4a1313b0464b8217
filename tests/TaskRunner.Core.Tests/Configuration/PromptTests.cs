using TaskRunner.Configuration;
using TaskRunner.Configuration.Prompting;
using TaskRunner.Configuration.Questions;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class PromptTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(Properties("""
        domain*: {type: string, minLength: 3}
        port: {type: integer, default: 80, minimum: 1}
        tls: {type: boolean, default: false}
        key*: {type: string, x-secret: true, minLength: 4, x-when: config.tls}
        currency*: {type: string, enum: [EUR, USD]}
        tags: {type: array, items: {type: string}}
        mail: {type: object, required: [host], properties: {host: {type: string}, port: {type: integer, default: 25}}}
        drawn: {type: string, x-generate: {length: 4}}
        storage: {type: object, oneOf: [
          {title: Local, properties: {kind: {enum: [local]}, path: {type: string}}, required: [kind, path]},
          {title: S3, properties: {kind: {enum: [s3]}, bucket: {type: string}}, required: [kind, bucket]}]}
        """));

    [Fact]
    public void Only_what_is_missing_is_asked_where_something_must_be_asked()
    {
        var talk = new Talk(new PromptSession(new ConfigurationRequest { Package = Shop }, new OpenVault(), false));
        talk.Expect("line config.domain []", "shop.example");
        talk.Expect("choice config.currency [EUR USD] []", "2");
        Assert.Null(talk.Session.Current);
        Assert.Equal("""{"config":{"domain":"shop.example","currency":"USD"}}""", talk.Session.Typed.ToString());
        Assert.False(talk.Session.Configuration.HasErrors);
    }

    [Fact]
    public void Everything_is_asked_in_order_with_proposals_and_what_follows_from_answers()
    {
        var talk = new Talk(new PromptSession(new ConfigurationRequest { Package = Shop }, new OpenVault(), true));
        talk.Refuse("line config.domain []", "", "TR3040");
        talk.Refuse("line config.domain []", "ab", "TR2061");
        talk.Expect("line config.domain []", "shop.example");
        talk.Refuse("line config.port [80]", "0", "TR2056");
        talk.Expect("line config.port [80]", "");
        talk.Refuse("yes-no config.tls [False]", "maybe", "TR3043");
        talk.Expect("yes-no config.tls [False]", "y");
        talk.Refuse("secret config.key []", "abc", "TR3026");
        talk.Expect("secret config.key []", "long enough");
        talk.Refuse("choice config.currency [EUR USD] []", "GBP", "TR3042");
        talk.Expect("choice config.currency [EUR USD] []", "EUR");
        talk.Expect("line config.tags []", "[a, b]");
        talk.Expect("open config.mail", "y");
        talk.Expect("line config.mail.host []", "mx");
        talk.Expect("line config.mail.port [25]", "");
        talk.Expect("alternative config.storage [Local S3]", "2");
        talk.Expect("line config.storage.bucket []", "b");
        Assert.Null(talk.Session.Current);
        var config = talk.Session.Configuration;
        Assert.False(config.HasErrors, config.Errors());
        Assert.Equal("\"long enough\"", OpenVault.Open(config.Package.Config["key"]));
        Assert.Equal("""{"kind":"s3","bucket":"b"}""", config.Package.Config["storage"]!.ToString());
    }

    [Fact]
    public void A_group_nobody_wants_is_not_gone_into()
    {
        var talk = new Talk(new PromptSession(
            new ConfigurationRequest { Package = Shop, Inputs = [File("config: {domain: abc, currency: EUR}")] }, new OpenVault(), true));
        talk.Expect("line config.domain [abc]", "");
        talk.Expect("line config.port [80]", "");
        talk.Expect("yes-no config.tls [False]", "");
        talk.Expect("choice config.currency [EUR USD] [EUR]", "");
        talk.Expect("line config.tags []", "");
        talk.Expect("open config.mail", "n");
        talk.Expect("alternative config.storage [Local S3]", "");
        Assert.Null(talk.Session.Current);
        Assert.Equal("{}", talk.Session.Typed.ToString());
    }

    private sealed class Talk(PromptSession session)
    {
        public PromptSession Session => session;

        public void Expect(string question, string answer)
        {
            Assert.Equal(question, Show(session.Current));
            Assert.Empty(session.Answer(answer).Select(d => d.ToString()));
        }

        public void Refuse(string question, string answer, string code)
        {
            Assert.Equal(question, Show(session.Current));
            Assert.Equal([code], session.Answer(answer).Select(d => d.Code));
        }

        private static string Show(PromptQuestion? asked) => asked switch
        {
            PromptQuestion.Choice c => $"choice {c.Question.Path} [{string.Join(' ', c.Options)}] [{c.Proposal}]",
            PromptQuestion.YesNo { OpensGroup: true } y => $"open {y.Question.Path}",
            PromptQuestion.YesNo y => $"yes-no {y.Question.Path} [{y.Proposal}]",
            PromptQuestion.Alternative a => $"alternative {a.Question.Path} [{string.Join(' ', a.Options.Select(o => o.Default))}]",
            PromptQuestion.Line { IsHidden: true } l => $"secret {l.Question.Path} [{l.Proposal}]",
            PromptQuestion.Line l => $"line {l.Question.Path} [{l.Proposal}]",
            _ => "nothing",
        };
    }
}
