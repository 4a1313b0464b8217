using System.CommandLine;
using TaskRunner.Registries;

namespace TaskRunner.Cli.Commands;

/// <summary>How a registry is reached, and who must have signed what comes from there.</summary>
internal sealed class RegistryFlags(Session session, Flags flags)
{
    private readonly Option<string[]> _trust = flags.Texts("--trust");
    private readonly Option<bool> _allowUnsigned = flags.Switch("--allow-unsigned");
    private readonly Option<bool> _plainHttp = flags.Switch("--plain-http");

    /// <summary>For verbs that use what is there.</summary>
    public void AddTo(Command command)
    {
        command.Add(_trust);
        command.Add(_allowUnsigned);
        AddPlainTo(command);
    }

    /// <summary>For a verb that asks for nothing but the signature.</summary>
    public void AddTrustTo(Command command)
    {
        command.Add(_trust);
        AddPlainTo(command);
    }

    /// <summary>For verbs that only write.</summary>
    public void AddPlainTo(Command command) => command.Add(_plainHttp);

    /// <exception cref="Diagnostics.RefusedException">A key cannot be read.</exception>
    public RegistryAccess Access(ParseResult parsed) => new()
    {
        Trust = TrustPolicy.Read(parsed.GetValue(_trust) ?? []) with { AllowUnsigned = parsed.GetValue(_allowUnsigned) },
        PlainHttp = parsed.GetValue(_plainHttp),
        Environment = session.Environment,
    };
}
