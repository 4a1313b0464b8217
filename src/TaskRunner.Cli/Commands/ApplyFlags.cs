using System.CommandLine;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Commands;

/// <summary>What <c>plan</c>, <c>install</c> and <c>upgrade</c> take alike.</summary>
internal sealed class ApplyFlags(Flags flags)
{
    private readonly Option<bool> _install = flags.Switch("--install");
    private readonly Option<bool> _prune = flags.Switch("--prune");
    private readonly Option<bool> _allowDowngrade = flags.Switch("--allow-downgrade");
    private readonly Option<string[]> _run = flags.Texts("--run");
    private readonly Option<string[]> _reuse = flags.Texts("--reuse");
    private readonly Option<string?> _limit = flags.Text("--max-manifest");

    public Argument<string> Name { get; } = flags.Argument("NAME");

    public Argument<string> Package { get; } = flags.Argument("PACKAGE");

    public AnswerFlags Answers { get; } = new(flags);

    public void AddTo(Command command, bool upgrades)
    {
        command.Add(Name);
        command.Add(Package);
        Answers.AddTo(command);
        command.Add(_run);
        command.Add(_reuse);
        command.Add(_limit);
        if (upgrades)
        {
            command.Add(_install);
            command.Add(_prune);
            command.Add(_allowDowngrade);
        }
    }

    /// <summary>To be called before the package is read.</summary>
    public void RaiseLimits(ParseResult parsed, Composition composition) =>
        composition.Limits = LintCommand.Limits(parsed.GetValue(_limit));

    public ApplyRequest Request(ParseResult parsed, bool upgrades) => new(parsed.GetValue(Name)!, parsed.GetValue(Package)!)
    {
        Answers = Answers.Read(parsed),
        Global = Answers.Global(parsed),
        InstallIfMissing = upgrades && parsed.GetValue(_install),
        Prune = upgrades && parsed.GetValue(_prune),
        AllowDowngrade = upgrades && parsed.GetValue(_allowDowngrade),
        Run = [.. parsed.GetValue(_run) ?? []],
        Reuse = [.. parsed.GetValue(_reuse) ?? []],
    };
}
