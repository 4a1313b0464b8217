using System.CommandLine;
using System.Reflection;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner version</c>.</summary>
internal static class VersionCommand
{
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static Command Create(Session session)
    {
        var command = new Command("version", session.Text("verb-version"));
        command.SetAction(parsed =>
        {
            session.Out.WriteLine(parsed.GetValue<string?>("--output") == "json"
                ? JsonWriter.ToText(MapValue.Of(("version", Value.From(Version))))
                : $"taskrunner {Version}");
            return ExitCode.Ok;
        });
        return command;
    }
}
