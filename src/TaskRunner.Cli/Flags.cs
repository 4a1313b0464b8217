using System.CommandLine;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli;

/// <summary>Makes options: each has its text in the catalogue (<c>flag-NAME</c>) and its variable <c>TASKRUNNER_NAME</c>.</summary>
internal sealed class Flags(Session session)
{
    public Option<string?> Text(string name, params string[] aliases) =>
        new(name, aliases) { Description = Describe(name), DefaultValueFactory = _ => Variable(name) };

    public Option<string[]> Texts(string name, params string[] aliases) => new(name, aliases)
    {
        Description = Describe(name),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => Variable(name) is { } one ? [one] : [],
    };

    public Option<bool> Switch(string name, params string[] aliases) =>
        new(name, aliases) { Description = Describe(name), DefaultValueFactory = _ => Variable(name) is "1" or "true" or "yes" };

    /// <summary>One of a fixed set of words; another is a usage error that lists them.</summary>
    public Option<string?> Choice(string name, string? fallback, string[] words, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = Describe(name), DefaultValueFactory = _ => Variable(name) ?? fallback };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    public Argument<string> Argument(string name) => new(name) { Description = session.Text($"argument-{name.ToLowerInvariant()}") };

    public Argument<string?> OptionalArgument(string name) => new(name)
    {
        Description = session.Text($"argument-{name.ToLowerInvariant()}"),
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => null,
    };

    private string Describe(string name) => session.Text($"flag{name[1..]}");

    private string? Variable(string name) =>
        session.Environment.GetValueOrDefault("TASKRUNNER_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } value ? value : null;
}
