using System.CommandLine;
using TaskRunner.Operations;

namespace TaskRunner.Cli.Commands;

/// <summary>What <c>retry</c> takes besides the installation.</summary>
internal sealed class RetryFlags(Session session, Flags flags, Composition composition)
{
    private readonly AnswerFlags _answers = new(flags);
    private readonly Option<string?> _package = flags.Text("--package");
    private readonly Option<string?> _from = flags.Text("--from");
    private readonly Option<string?> _only = flags.Text("--only");
    private readonly Option<string[]> _run = flags.Texts("--run");
    private readonly Option<string[]> _reuse = flags.Texts("--reuse");

    private readonly PackageSource _source = new(session, flags, composition);

    public Option<bool> Yes { get; } = flags.Switch("--yes", "-y");

    public void AddTo(Command command)
    {
        _answers.AddTo(command);
        foreach (var option in new Option[] { _package, _from, _only, _run, _reuse, Yes })
        {
            command.Add(option);
        }

        _source.Registry.AddTo(command);
    }

    /// <returns>The rebuilt package, or null where none is given.</returns>
    public async Task<LocalPackage?> TakePackageAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_package) is { } package ? await _source.TakeAsync(parsed, package, cancellationToken).ConfigureAwait(false) : null;

    public RetryRequest Request(ParseResult parsed, string installation, LocalPackage? package) => new(installation)
    {
        Answers = _answers.Read(parsed),
        Global = _answers.Global(parsed),
        Package = package?.Path,
        From = parsed.GetValue(_from),
        Only = parsed.GetValue(_only),
        Run = [.. parsed.GetValue(_run) ?? []],
        Reuse = [.. parsed.GetValue(_reuse) ?? []],
    };
}
