using System.CommandLine;

namespace TaskRunner.Cli;

/// <summary>What every verb understands.</summary>
internal sealed class GlobalFlags(Flags flags)
{
    /// <summary>Forms of results that every verb has; <c>graph</c> has more (<see cref="Usage.OutputForms"/>).</summary>
    public static readonly string[] Forms = ["text", "json"];

    public Option<string?> Output { get; } = flags.Choice(Flags.Output, "text", Forms, "-o");

    public Option<string?> Store { get; } = flags.Text("--store");

    public Option<string?> Server { get; } = flags.Text("--server");

    public Option<string?> Context { get; } = flags.Text("--context");

    public Option<string?> ServerAuthority { get; } = flags.Text("--server-ca");

    public Option<string?> Lang { get; } = flags.Choice("--lang", null, ["en", "zh"]);

    public Option<bool> NoInput { get; } = flags.Switch("--no-input");

    public Option<bool> Debug { get; } = flags.Switch("--debug");

    public IEnumerable<Option> All => [Output, Store, Server, Context, ServerAuthority, Lang, NoInput, Debug];
}
