using System.Collections;
using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli;

/// <summary>One call of the program: its streams, its environment and the language of its reader.</summary>
internal sealed class Session
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Opened when it is first read: most calls read nothing, and opening it sets the terminal up.</summary>
    public required Lazy<TextReader> In { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>A person sits there: questions may be asked and lines redrawn.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Standard error is a terminal: live progress may be drawn there.</summary>
    public required bool ErrorIsTerminal { get; init; }

    public required bool OutIsTerminal { get; init; }

    public required MessageCatalogue Texts { get; init; }

    /// <summary>The call as it was typed.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Colours are wanted on standard error: a terminal, and no <c>NO_COLOR</c>.</summary>
    public bool UseColour => ErrorIsTerminal && !WantsNoEscape(Environment) && Environment.GetValueOrDefault("TERM") != "dumb";

    /// <summary>The same call for a reader of English: JSON is never translated.</summary>
    public Session InEnglish() => Texts.Language == "en" ? this : With(Out, MessageCatalogue.Load("en", typeof(Session).Assembly, typeof(Server.ApiServer).Assembly));

    /// <summary>The same call with its results elsewhere: a preview belongs to the question, not to the result.</summary>
    public Session WithOut(TextWriter writer) => With(writer, Texts);

    /// <summary>The headings of a table.</summary>
    public string[] Headings(params ReadOnlySpan<string> names)
    {
        var headings = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            headings[i] = Text($"column-{names[i]}");
        }

        return headings;
    }

    /// <summary>A text about a number of things, which is another for one of them (<c>KEY-one</c>).</summary>
    public string Count(string key, int count) => Text(count == 1 ? key + "-one" : key, count.ToString(CultureInfo.InvariantCulture));

    public string Text(string key, params ReadOnlySpan<string> arguments) => Texts.Format(key, arguments);

    public string Text(LocalizableString said) => said.In(Texts);

    public static Session FromProcess(string[] args)
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
        if (WantsNoEscape(environment))
        {
            // The runtime would greet the terminal with its own escape sequence; it has none for this one.
            System.Environment.SetEnvironmentVariable("TERM", "dumb");
        }

        return new Session
        {
            In = new Lazy<TextReader>(() => Console.In),
            // Our own writers: the result is one write at the end and not one a line, progress goes out at once.
            Out = new StreamWriter(Console.OpenStandardOutput(), Utf8, 1 << 14) { NewLine = "\n" },
            Error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), Utf8, 1 << 10) { AutoFlush = true, NewLine = "\n" }),
            Environment = environment,
            IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            OutIsTerminal = !Console.IsOutputRedirected,
            Arguments = args,
            Texts = MessageCatalogue.Load(Language.Choose(args, environment), typeof(Session).Assembly, typeof(Server.ApiServer).Assembly),
        };
    }

    private static bool WantsNoEscape(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("NO_COLOR") is { Length: > 0 };

    private Session With(TextWriter writer, MessageCatalogue texts) => new()
    {
        In = In,
        Out = writer,
        Error = Error,
        Environment = Environment,
        IsInteractive = IsInteractive,
        ErrorIsTerminal = ErrorIsTerminal,
        OutIsTerminal = OutIsTerminal,
        Arguments = Arguments,
        Texts = texts,
    };
}
