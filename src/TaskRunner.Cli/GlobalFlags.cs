using System.CommandLine;

namespace TaskRunner.Cli;

/// <summary>What every verb understands.</summary>
internal sealed class GlobalFlags(Flags flags)
{
    public Option<string?> Store { get; } = flags.Text("--store");

    public Option<string?> Output { get; } = flags.Choice("--output", "text", ["text", "json", "mermaid", "dot"], "-o");

    public Option<string?> Lang { get; } = flags.Choice("--lang", null, ["en", "zh"]);

    public Option<bool> NoInput { get; } = flags.Switch("--no-input");

    public Option<bool> Debug { get; } = flags.Switch("--debug");

    public IEnumerable<Option> All => [Store, Output, Lang, NoInput, Debug];
}
