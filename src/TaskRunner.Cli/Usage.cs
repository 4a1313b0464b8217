using System.CommandLine;
using System.CommandLine.Parsing;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli;

/// <summary>
/// Finds everything wrong with a command line and says it in our words and the reader's language; the parser's own messages are
/// English and have no code. Values that come from variables are checked like typed ones.
/// </summary>
internal sealed class Usage(Flags flags)
{
    /// <summary>Of everything found here: help shows the way out.</summary>
    public const string CodePrefix = "TR802";

    private readonly DiagnosticBag _found = new();

    /// <summary>The forms of results a verb can give.</summary>
    public static string[] OutputForms(Command command) => command.Name switch
    {
        "graph" when command.Parents.OfType<RootCommand>().Any() => ["text", "mermaid", "dot", "json"],
        "completion" => ["text"],
        _ => GlobalFlags.Forms,
    };

    /// <summary>How a verb is called: <c>taskrunner package build</c>.</summary>
    public static string PathOf(Command command) =>
        command is RootCommand ? "taskrunner" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";

    /// <summary>Whether JSON was asked for; also where the command line is wrong elsewhere.</summary>
    public static bool WantsJson(ParseResult parsed, Session session)
    {
        var typed = parsed.Tokens.SkipWhile(t => t.Value is not (Flags.Output or "-o")).Skip(1).FirstOrDefault()?.Value;
        return (typed ?? session.Environment.GetValueOrDefault(Flags.VariableOf(Flags.Output)!)) == "json";
    }

    /// <exception cref="RefusedException">The command line is wrong, for every reason at once.</exception>
    public void Check(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        Unmatched(parsed, command);
        foreach (var argument in command.Arguments)
        {
            Argument(parsed, command, argument);
        }

        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            foreach (var option in at.Options.Where(o => at == command || o.Recursive))
            {
                Option(parsed, command, option);
            }
        }

        if (parsed.Errors.Count > 0 && !_found.HasErrors)
        {
            Error("TR8029", null, PathOf(command), string.Join(" ", parsed.Errors.Select(e => e.Message)));
        }

        _found.ThrowIfErrors(RefusalKind.Usage);
    }

    private void Unmatched(ParseResult parsed, Command command)
    {
        foreach (var token in parsed.UnmatchedTokens)
        {
            if (token.StartsWith('-') && token.Length > 1)
            {
                var name = token.Split('=')[0];
                Error("TR8021", NearestName.Of(name, NamesOf(command)), name, PathOf(command));
            }
            else if (command.Subcommands.Count > 0)
            {
                Error("TR8020", NearestName.Of(token, command.Subcommands.Select(c => c.Name)), token, PathOf(command));
            }
            else if (!_found.HasErrors)
            {
                // After an unknown flag it is most likely that flag's value.
                Error("TR8027", null, token, PathOf(command), Synopsis(command));
            }
        }
    }

    private static IEnumerable<string> NamesOf(Command command)
    {
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            foreach (var option in at.Options.Where(o => !o.Hidden && (at == command || o.Recursive)))
            {
                yield return option.Name;
            }
        }
    }

    /// <summary>The verb with its arguments, as help shows it.</summary>
    public static string Synopsis(Command command) =>
        string.Join(' ', [PathOf(command), .. command.Arguments.Select(a => a.Arity.MinimumNumberOfValues > 0 ? a.Name : $"[{a.Name}]")]);

    private void Argument(ParseResult parsed, Command command, Argument argument)
    {
        var result = parsed.GetResult(argument);
        if (argument.Arity.MinimumNumberOfValues > (result?.Tokens.Count ?? 0))
        {
            Error("TR8022", null, argument.Name, Synopsis(command));
        }
        else if (flags.WordsOf(argument) is { } words && result is { Tokens: [var token] })
        {
            Word(argument.Name, token.Value, words);
        }
    }

    private void Option(ParseResult parsed, Command command, Option option)
    {
        var result = parsed.GetResult(option);
        var isGiven = result is { Implicit: false };
        if (option.Required && !isGiven)
        {
            Error("TR8026", null, option.Name, PathOf(command));
        }
        else if (isGiven && option.Arity.MinimumNumberOfValues > result!.Tokens.Count)
        {
            Error("TR8023", null, option.Name, option.HelpName ?? "VALUE");
        }
        else if (isGiven && result!.IdentifierTokenCount > 1 && option.Arity.MaximumNumberOfValues == 1 && option.ValueType != typeof(bool))
        {
            Error("TR8025", null, option.Name);
        }
        else if (flags.WordsOf(option) is { } words && option is Option<string?> choice && parsed.GetValue(choice) is { } word)
        {
            Word(option.Name, word, option.Name == Flags.Output ? OutputForms(command) : words);
        }
    }

    private void Word(string name, string word, string[] words)
    {
        if (!words.Contains(word))
        {
            Error("TR8024", NearestName.Of(word, words), name, word, string.Join(", ", words));
        }
    }

    private void Error(string code, string? didYouMean, params ReadOnlySpan<string> arguments) =>
        _found.Add(new Diagnostic(code, Severity.Error, default, [.. arguments]) { DidYouMean = didYouMean });
}
