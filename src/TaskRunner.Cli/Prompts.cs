using System.Runtime.InteropServices;
using System.Text;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Prompting;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli;

/// <summary>Holds the conversation of a <see cref="PromptSession"/> on the terminal: questions on standard error, so that standard output stays the result.</summary>
internal sealed class Prompts(Session session)
{
    /// <summary>Asks until nothing is left.</summary>
    /// <returns>What was typed, as a document of answers.</returns>
    /// <exception cref="RefusedException">The input ended before the last question was answered.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public MapValue Ask(PromptSession prompts)
    {
        // Nothing has begun yet: whatever a signal means later, at a question it ends the call.
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            interrupted.TrySetResult();
        });
        while (prompts.Current is { } question)
        {
            Put(question);
            var text = Read(question, interrupted.Task) ?? throw new RefusedException(RefusalKind.Invalid, "TR8031", question.Question.Path);
            foreach (var error in prompts.Answer(text))
            {
                session.Error.WriteLine($"    {session.Text("severity-error")}: {session.Texts.Format(error)}");
                if (session.Texts.Help(error) is { } help)
                {
                    session.Error.WriteLine($"    {session.Text("diagnostic-help")}: {help}");
                }
            }
        }

        return prompts.Typed;
    }

    private void Put(PromptQuestion asked)
    {
        var question = asked.Question;
        var title = question.Title.For(session.Texts.Language);
        session.Error.WriteLine(title == question.Path ? $"? {title}" : $"? {title} ({question.Path})");
        if (question.Description.For(session.Texts.Language) is { Length: > 0 } description)
        {
            session.Error.WriteLine($"    {description.ReplaceLineEndings("\n    ")}");
        }

        switch (asked)
        {
            case PromptQuestion.Choice choice:
                Options(choice.Options);
                Prompt(choice.Proposal);
                break;
            case PromptQuestion.Alternative alternative:
                Options(alternative.Options.Select(o => o.For(session.Texts.Language)));
                Prompt(null);
                break;
            case PromptQuestion.YesNo { Proposal: var proposal } yesNo:
                Prompt(yesNo.OpensGroup || proposal == false ? "y/N" : proposal == true ? "Y/n" : "y/n");
                break;
            case PromptQuestion.Line line:
                Prompt(line.Proposal);
                break;
        }
    }

    private void Options(IEnumerable<string> options)
    {
        foreach (var (number, option) in options.Index())
        {
            session.Error.WriteLine($"    {number + 1}) {option}");
        }
    }

    private void Prompt(string? proposal) => session.Error.Write(proposal is null ? "  > " : $"  [{proposal}] > ");

    /// <summary>Reading from a terminal cannot be cancelled; whoever leaves leaves it behind.</summary>
    private string? Read(PromptQuestion asked, Task interrupted)
    {
        var reading = Task.Run(() => asked is PromptQuestion.Line { IsHidden: true } ? ReadHidden() : session.In.Value.ReadLine());
        return Task.WaitAny(reading, interrupted) == 0 ? reading.GetAwaiter().GetResult() : throw new OperationCanceledException();
    }

    /// <summary>A secret: nothing of it appears on the screen.</summary>
    private string? ReadHidden()
    {
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    session.Error.WriteLine();
                    return text.ToString();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when text.Length == 0:
                    session.Error.WriteLine();
                    return null;
                case { Key: ConsoleKey.Backspace }:
                    text.Length = Math.Max(0, text.Length - 1);
                    break;
                case { KeyChar: var c } when !char.IsControl(c):
                    text.Append(c);
                    break;
            }
        }
    }
}
