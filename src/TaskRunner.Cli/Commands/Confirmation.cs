using System.CommandLine;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Commands;

/// <summary>Destructive verbs ask on a terminal and need <c>-y</c> elsewhere: nothing hangs for input.</summary>
internal static class Confirmation
{
    /// <summary>Whether a question will be put to somebody.</summary>
    public static bool MayAsk(Session session, ParseResult parsed, Option<bool> yes) =>
        !parsed.GetValue(yes) && session.IsInteractive && !parsed.GetValue<bool>("--no-input");

    /// <exception cref="RefusedException">The person said no, or there is nobody to ask.</exception>
    public static void Ask(Session session, ParseResult parsed, Option<bool> yes, string question)
    {
        if (parsed.GetValue(yes))
        {
            return;
        }

        if (!MayAsk(session, parsed, yes))
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
