using System.CommandLine;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Commands;

/// <summary>Destructive verbs ask on a terminal and need <c>-y</c> elsewhere: nothing hangs for input.</summary>
internal static class Confirmation
{
    /// <summary>Whether there is somebody to put a question to.</summary>
    public static bool MayAsk(Session session, ParseResult parsed) => session.IsInteractive && !parsed.GetValue<bool>("--no-input");

    /// <summary>Asks where there is something to ask about.</summary>
    /// <exception cref="RefusedException">As <see cref="Ask"/>.</exception>
    public static void AskFor(IReadOnlyCollection<string> tasks, string question, Session session, ParseResult parsed, Option<bool> yes)
    {
        if (tasks.Count > 0)
        {
            Ask(session, parsed, yes, session.Text(question, string.Join(", ", tasks)));
        }
    }

    /// <exception cref="RefusedException">The person said no, or there is nobody to ask.</exception>
    public static void Ask(Session session, ParseResult parsed, Option<bool> yes, string question)
    {
        if (parsed.GetValue(yes))
        {
            return;
        }

        if (!MayAsk(session, parsed))
        {
            throw new RefusedException(RefusalKind.Usage, "TR8009", question);
        }

        session.Error.Write($"{question} [y/N] ");
        var answer = session.In.Value.ReadLine()?.Trim();
        if (answer is not ("y" or "Y" or "yes" or "是"))
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8010");
        }
    }
}
