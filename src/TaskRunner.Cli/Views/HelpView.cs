using System.CommandLine;
using System.CommandLine.Invocation;

namespace TaskRunner.Cli.Views;

/// <summary>Help in the reader's language: what a verb does, how it is called, what it takes, and an example or two.</summary>
internal sealed class HelpView(Session session, Flags flags) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parseResult.UnmatchedTokens.Count > 0)
        {
            new Usage(flags).Check(parseResult); // help for a verb there is not
        }

        Show(command);
        return ExitCode.Ok;
    }

    public void Show(Command command)
    {
        if (command is RootCommand root)
        {
            ShowRoot(root);
            return;
        }

        Line(session.Text(KeyOf(command)));
        Line();
        Line(session.Text("help-usage"));
        Line("  " + Usage.Synopsis(command) + (command.Subcommands.Count > 0 ? $" {session.Text("help-verb")}" : "") + $" [{session.Text("help-flags-word")}]");
        Section("help-arguments", command.Arguments.Where(a => !a.Hidden).Select(a => (a.Name, Describe(a, null))));
        Section("help-verbs", command.Subcommands.Select(c => (string.Join(' ', [c.Name, .. c.Arguments.Select(a => a.Name)]), session.Text(KeyOf(c)))));
        Section("help-flags", command.Options.Where(o => !o.Hidden).Select(o => (Spell(o), Describe(o, command))));
        Section("help-global-flags", GlobalOf(command).Select(o => (Spell(o), Describe(o, command))));
        ExamplesOf(Usage.PathOf(command)["taskrunner ".Length..]);
    }

    private void ShowRoot(RootCommand root)
    {
        Line(session.Text("root"));
        Line();
        Line(session.Text("help-usage"));
        Line($"  taskrunner {session.Text("help-verb")} [{session.Text("help-flags-word")}]");
        foreach (var (heading, names) in Verbs.Groups)
        {
            Section(heading, root.Subcommands.Where(c => names.Contains(c.Name)).Select(c => (c.Name, session.Text(KeyOf(c)))));
        }

        Section("help-global-flags", root.Options.Where(o => !o.Hidden).Select(o => (Spell(o), Describe(o, root))));
        ExamplesOf("");
        Line();
        Line(session.Text("help-more"));
    }

    private static IEnumerable<Option> GlobalOf(Command command)
    {
        var at = command;
        while (at.Parents.OfType<Command>().FirstOrDefault() is { } parent)
        {
            at = parent;
        }

        return at.Options.Where(o => o.Recursive && !o.Hidden);
    }

    private static string KeyOf(Command command) => "verb-" + Usage.PathOf(command)["taskrunner ".Length..].Replace(' ', '-');

    /// <summary><c>-f, --file FILE</c>, aligned where there is no short name.</summary>
    private string Spell(Option option)
    {
        var name = option.Aliases.FirstOrDefault(a => a.Length == 2) is { } alias ? $"{alias}, {option.Name}" : $"    {option.Name}";
        var takesValue = option.ValueType != typeof(bool) && option.ValueType != typeof(void);
        return takesValue ? $"{name} {option.HelpName ?? session.Text("help-word")}" : name;
    }

    private string Describe(Symbol symbol, Command? command)
    {
        var text = session.Text(symbol.Description ?? "");
        var words = symbol.Name == Flags.Output && command is not null ? Usage.OutputForms(command) : flags.WordsOf(symbol);
        return words is null ? text : $"{text}: {string.Join(", ", words)}";
    }

    private void ExamplesOf(string path)
    {
        var examples = Examples.Of(path);
        if (examples.Length > 0)
        {
            Line();
            Line(session.Text(examples.Length > 1 ? "help-examples" : "help-example"));
        }

        foreach (var example in examples)
        {
            Line("  " + example);
        }
    }

    private void Section(string heading, IEnumerable<(string Name, string Text)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            return;
        }

        Line();
        Line(session.Text(heading));
        var columns = new Columns(session.Out);
        foreach (var (name, text) in list)
        {
            columns.Add(name, text);
        }

        columns.Write("  ");
    }

    private void Line(string text = "") => session.Out.WriteLine(text);
}
