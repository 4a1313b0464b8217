using System.CommandLine;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Prompting;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Commands;

/// <summary>Missing answers are asked for where a person sits at a terminal; nowhere else, so that nothing hangs.</summary>
internal static class Asking
{
    /// <returns>The request, with what was typed laid over its answers.</returns>
    public static async Task<ApplyRequest> CompleteAsync(
        Session session, ParseResult parsed, Workbench bench, ApplyRequest request, CancellationToken cancellationToken)
    {
        if (!session.IsInteractive || parsed.GetValue<bool>("--no-input") || request.SavedPlan is not null)
        {
            return request;
        }

        var questions = await new QuestionsOperation(bench).RunAsync(request, cancellationToken).ConfigureAwait(false);
        if (questions.Configuration.Missing.IsEmpty)
        {
            return request;
        }

        session.Error.WriteLine(session.Text(questions.Configuration.Missing.Length == 1 ? "ask-missing-one" : "ask-missing"));
        var typed = new Prompts(session).Ask(new PromptSession(questions.Request, bench.Vault, asksAll: false));
        return request with { Answers = request.Answers.Add(new AnswerInput.Document(typed)) };
    }
}
