using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using TaskRunner.Cli.Views;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner version</c>.</summary>
internal static class VersionCommand
{
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static Command Create(Session session) => new("version") { Action = new VersionAction(session) };
}

/// <summary>What <c>version</c> and <c>--version</c> do.</summary>
internal sealed class VersionAction(Session session) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        session.Out.WriteLine(Results.WantsJson(parseResult)
            ? JsonWriter.ToText(MapValue.Of(("version", Value.From(VersionCommand.Version))))
            : $"taskrunner {VersionCommand.Version}");
        return ExitCode.Ok;
    }
}
