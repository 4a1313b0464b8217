using System.CommandLine;
using System.Text;
using TaskRunner.Cli.Views;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Prompting;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner config PACKAGE</c>: the questions as a commented file to fill in, as prompts, or as JSON for a form.</summary>
internal static class ConfigCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var answers = new AnswerFlags(flags);
        var installation = flags.Text("--for");
        var interactive = flags.Switch("--interactive", "-i");
        var output = flags.Text("--out");
        var command = new Command("config") { installation, interactive, output };
        source.AddTo(command);
        answers.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var request = new ApplyRequest(parsed.GetValue(installation) ?? "", package.Path)
            {
                Answers = answers.Read(parsed),
                Global = answers.Global(parsed),
                AllowDowngrade = true,
            };
            var questions = await new QuestionsOperation(opened.Bench).RunAsync(request, cancellationToken).ConfigureAwait(false);
            var configuration = parsed.GetValue(interactive) ? Ask(session, parsed, questions, opened.Bench) : questions.Configuration;
            Complain(session, configuration);
            Show(session, Results.WantsJson(parsed), parsed.GetValue(output), configuration);
            return ExitCode.Ok;
        });
        return command;
    }

    private static ResolvedConfiguration Ask(Session session, ParseResult parsed, Questions questions, Workbench bench)
    {
        if (!session.IsInteractive || parsed.GetValue<bool>("--no-input"))
        {
            throw new RefusedException(RefusalKind.Usage, "TR8032");
        }

        var prompts = new PromptSession(questions.Request, bench.Vault, asksAll: true);
        new Prompts(session).Ask(prompts);
        return prompts.Configuration;
    }

    /// <summary>A wrong answer is an error here too; a missing one is what the file is for.</summary>
    private static void Complain(Session session, ResolvedConfiguration configuration)
    {
        var wrong = configuration.Diagnostics.Where(d => d.Code != "TR3001").ToList();
        if (wrong.Any(d => d.Severity == Severity.Error))
        {
            throw new RefusedException(RefusalKind.Invalid, [.. wrong]);
        }

        new ErrorView(session).Show(wrong, json: false);
    }

    private static void Show(Session session, bool json, string? file, ResolvedConfiguration configuration)
    {
        var text = json
            ? Values.JsonWriter.ToText(FormDocument.Of(configuration), indented: true) + "\n"
            : CommentedFile.Render(QuestionSet.Of(configuration), configuration.Answers, session.Texts);
        if (file is null)
        {
            session.Out.Write(text);
            return;
        }

        OutFile.Write(file, Encoding.UTF8.GetBytes(text));
        session.Error.WriteLine(session.Text("config-written", file));
    }
}
