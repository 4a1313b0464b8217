using System.CommandLine;
using System.Text;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>
/// <c>taskrunner secret set|list|rm</c>: what <c>{$store: KEY}</c> refers to. A value comes from standard input or a file, never
/// from the command line, which everybody can read; no verb prints one.
/// </summary>
internal static class SecretCommands
{
    public static Command Create(Session session, Flags flags, Composition composition) => new("secret")
    {
        Set(session, flags, composition),
        List(session, composition),
        Remove(session, flags, composition),
    };

    private static Command Set(Session session, Flags flags, Composition composition)
    {
        var key = flags.Argument("KEY");
        var file = flags.Text("--file", "-f");
        file.Description = "flag-secret-file";
        var command = new Command("set") { key, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plaintext = Read(session, parsed, parsed.GetValue(file) ?? "-");
            composition.RequireLocal(parsed);
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"));
            var isMasked = await new SecretSetOperation(opened.Bench).RunAsync(parsed.GetValue(key)!, plaintext, cancellationToken).ConfigureAwait(false);
            if (!isMasked)
            {
                session.Error.WriteLine(session.Text("secret-too-short", $"{SecretTexts.ShortestBytes}"));
            }

            if (!Results.WantsJson(parsed))
            {
                session.Out.WriteLine(session.Text("secret-set", parsed.GetValue(key)!));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List(Session session, Composition composition)
    {
        var command = new Command("list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            composition.RequireLocal(parsed);
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            var keys = await new SecretListOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(new ListValue([.. keys.Select(k => MapValue.Of(("key", Value.From(k))))]));
                return ExitCode.Ok;
            }

            if (keys.Count == 0)
            {
                session.Error.WriteLine(session.Text("secrets-empty"));
            }

            foreach (var key in keys)
            {
                session.Out.WriteLine(key);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Remove(Session session, Flags flags, Composition composition)
    {
        var key = flags.Argument("KEY");
        var yes = flags.Switch("--yes", "-y");
        var command = new Command("rm") { key, yes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Confirmation.Ask(session, parsed, yes, session.Text("ask-secret-rm", parsed.GetValue(key)!));
            composition.RequireLocal(parsed);
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"));
            await new SecretRemoveOperation(opened.Bench).RunAsync(parsed.GetValue(key)!, cancellationToken).ConfigureAwait(false);
            if (!Results.WantsJson(parsed))
            {
                session.Out.WriteLine(session.Text("secret-removed", parsed.GetValue(key)!));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>One line break at the end is the editor's, not the secret's.</summary>
    private static string Read(Session session, ParseResult parsed, string path)
    {
        if (path == "-" && Confirmation.MayAsk(session, parsed))
        {
            session.Error.WriteLine(session.Text("secret-type-it"));
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(AnswerFlags.ReadFile(path).Utf8);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR7051", "--file", path);
        }
    }
}
