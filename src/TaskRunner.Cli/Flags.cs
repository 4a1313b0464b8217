using System.CommandLine;

namespace TaskRunner.Cli;

/// <summary>
/// Makes options and arguments. Their description is a key of the catalogue (<c>flag-NAME</c>), looked up only when help is
/// shown. A flag has its variable <c>TASKRUNNER_NAME</c>, unless that is one of those a script finds: a verb called inside a
/// script must not take the run that calls it for its <c>--run</c>.
/// </summary>
internal sealed class Flags(Session session)
{
    /// <summary>The flag of the form of results; its variable is another, for scripts find <c>TASKRUNNER_OUTPUT</c>.</summary>
    public const string Output = "--output";

    private static readonly string[] WithoutVariable = ["--run", "--package", "--input", "--task", "--attempt", "--operation", "--key", "--yes", "--host", "--role"];

    private readonly Dictionary<Symbol, string[]> _choices = [];

    public Option<string?> Text(string name, params string[] aliases) =>
        new(name, aliases) { Description = $"flag{name[1..]}", HelpName = ValueName(name), DefaultValueFactory = _ => Variable(name) };

    public Option<string[]> Texts(string name, params string[] aliases) => new(name, aliases)
    {
        Description = $"flag{name[1..]}",
        HelpName = ValueName(name),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => Variable(name) is { } one ? [one] : [],
    };

    public Option<bool> Switch(string name, params string[] aliases) =>
        new(name, aliases) { Description = $"flag{name[1..]}", DefaultValueFactory = _ => Variable(name) is "1" or "true" or "yes" };

    /// <summary>One of a fixed set of words; another is a usage error that lists them.</summary>
    public Option<string?> Choice(string name, string? fallback, string[] words, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = $"flag{name[1..]}", DefaultValueFactory = _ => Variable(name) ?? fallback };
        option.CompletionSources.Add(words);
        _choices.Add(option, words);
        return option;
    }

    /// <param name="name">As help shows it.</param>
    /// <param name="key">Of its text; null: <c>argument-NAME</c>.</param>
    /// <param name="words">What it may be; null: anything.</param>
    public Argument<string> Argument(string name, string? key = null, string[]? words = null) =>
        Register(new Argument<string>(name) { Description = key ?? $"argument-{name.ToLowerInvariant()}", HelpName = name }, words);

    public Argument<string?> OptionalArgument(string name, string? key = null, string[]? words = null) => Register(
        new Argument<string?>(name)
        {
            Description = key ?? $"argument-{name.ToLowerInvariant()}",
            HelpName = name,
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
        },
        words);

    /// <summary>The words a flag or argument takes, or null where it takes any.</summary>
    public string[]? WordsOf(Symbol symbol) => _choices.GetValueOrDefault(symbol);

    /// <summary>The variable that stands for a flag, or null.</summary>
    public static string? VariableOf(string name) => name == Output
        ? "TASKRUNNER_FORMAT"
        : WithoutVariable.Contains(name) ? null : "TASKRUNNER_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private T Register<T>(T argument, string[]? words)
        where T : Argument
    {
        if (words is not null)
        {
            argument.CompletionSources.Add(words);
            _choices.Add(argument, words);
        }

        return argument;
    }

    private string? Variable(string name) =>
        VariableOf(name) is { } variable && session.Environment.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null;

    private static string ValueName(string name) => name switch
    {
        "--file" or "--global" or "--out" or "--plan" or "--cert" or "--key" or "--server-ca" or "--trust" => "FILE",
        "--set" => "PATH=VALUE",
        "--set-file" => "PATH=FILE",
        "--run" or "--reuse" or "--from" or "--only" => "TASK",
        "--store" or "--sandbox" => "FOLDER",
        "--points" => "all|N",
        "--listen" => "ADDRESS",
        "--host" => "NAME",
        "--package" => "PACKAGE",
        "--task-output" => "NAME=VALUE",
        "--timeout" or "--expires" => "DURATION",
        "--reason" => "TEXT",
        "--max-manifest" or "--upload-limit" => "BYTES",
        "--for" or "--context" => "NAME",
        "--server" => "URL",
        "--parallel" or "--attempt" or "--epoch" or "--lines" or "--runs" or "--waiting" => "N",
        _ => "VALUE",
    };
}
