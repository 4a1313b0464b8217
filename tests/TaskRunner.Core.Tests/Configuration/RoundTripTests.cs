using CsCheck;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>For any schema and any answers that fit it: what is rendered can be read, and says the same.</summary>
public sealed class RoundTripTests
{
    private static readonly MessageCatalogue Chinese = MessageCatalogue.Load("zh");

    [Fact]
    public void A_rendered_file_gives_back_the_answers_it_was_rendered_with() => GeneratedQuestions.All.Sample(
        sample =>
        {
            var package = Sample.Package(Load(sample.Schema));
            var answers = MapValue.Of(("config", sample.Answers));
            var resolved = Sample.Resolve(package, new AnswerInput.Document(answers));
            Assert.False(resolved.HasErrors, $"{resolved.Errors()}\n{sample.Schema}\n{answers}");
            foreach (var catalogue in new[] { MessageCatalogue.English, Chinese })
            {
                var text = CommentedFile.Render(QuestionSet.Of(resolved), resolved.Answers, catalogue);
                var again = Sample.Resolve(package, Sample.File(text));
                Assert.True(resolved.Answers.Equals(again.Answers) && !again.HasErrors, $"{again.Errors()}\n{resolved.Answers}\n{again.Answers}\n{text}");
                Assert.Equal(resolved.Digest, again.Digest);
            }
        },
        iter: 400);

    [Fact]
    public void A_blank_file_answers_nothing() => GeneratedQuestions.All.Sample(
        sample =>
        {
            var package = Sample.Package(Load(sample.Schema));
            var resolved = Sample.Resolve(package);
            var text = CommentedFile.Render(QuestionSet.Of(resolved), MapValue.Empty, MessageCatalogue.English);
            var read = Sample.Resolve(package, Sample.File(text));
            Assert.True(read.Answers.Entries.IsEmpty, $"{text}\n{read.Answers}");
            Assert.Equal(resolved.Missing.Select(m => m.Path), read.Missing.Select(m => m.Path));
        },
        iter: 400);

    [Fact]
    public void Recorded_answers_resolve_to_the_same_configuration() => GeneratedQuestions.All.Sample(
        sample =>
        {
            var package = Sample.Package(Load(sample.Schema));
            var first = Sample.Resolve(package, new AnswerInput.Document(MapValue.Of(("config", sample.Answers))));
            var again = Sample.Resolve(new ConfigurationRequest { Package = package, Recorded = first.Answers });
            Assert.Equal(first.Digest, again.Digest);
            Assert.Equal(first.Answers, again.Answers);
        },
        iter: 400);

    [Fact]
    public void Any_value_can_be_written_as_YAML() => GeneratedQuestions.AnyValue.Sample(
        value =>
        {
            var text = string.Join('\n', YamlLines.Entry("k", value)) + "\n";
            var read = Sample.Yaml(text);
            Assert.True(read.Equals(MapValue.Of(("k", value))), $"{text}\n{read}");
            Assert.True(Sample.Yaml($"k: {YamlLines.Inline(value)}\n").Equals(read), YamlLines.Inline(value));
        },
        iter: 2_000);

    private static TaskRunner.Schemas.Schema Load(MapValue document)
    {
        var diagnostics = new DiagnosticBag();
        var schema = TaskRunner.Schemas.Schema.Load(document, diagnostics);
        Assert.True(schema is not null, $"{Sample.Text(diagnostics.Items)}\n{document}");
        return schema;
    }
}
