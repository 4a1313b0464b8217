using System.CommandLine;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Commands;

/// <summary>What <c>plan</c>, <c>install</c> and <c>upgrade</c> take alike.</summary>
internal sealed class ApplyFlags(Session session, Flags flags, Composition composition)
{
    private readonly Option<bool> _install = flags.Switch("--install");
    private readonly Option<bool> _prune = flags.Switch("--prune");
    private readonly Option<bool> _allowDowngrade = flags.Switch("--allow-downgrade");
    private readonly Option<string[]> _run = flags.Texts("--run");
    private readonly Option<string[]> _reuse = flags.Texts("--reuse");
    private readonly Option<string?> _limit = flags.Text("--max-manifest");

    public Argument<string> Name { get; } = flags.Argument("NAME");

    public PackageSource Package { get; } = new(session, flags, composition);

    public AnswerFlags Answers { get; } = new(flags);

    public void AddTo(Command command, bool upgrades)
    {
        command.Add(Name);
        Package.AddTo(command);
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

    public bool Prunes(ParseResult parsed) => parsed.GetValue(_prune);

    /// <summary>To be called before the package is read.</summary>
    public void RaiseLimits(ParseResult parsed) =>
        composition.Limits = LintCommand.Limits(parsed.GetValue(_limit));

    /// <param name="parsed">The call.</param>
    /// <param name="package">Where the package is on this machine.</param>
    /// <param name="upgrades">The verb may upgrade.</param>
    public ApplyRequest Request(ParseResult parsed, string package, bool upgrades) => new(parsed.GetValue(Name)!, package)
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
