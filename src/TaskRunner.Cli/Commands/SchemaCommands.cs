using System.CommandLine;
using TaskRunner.Packages;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner schema package</c>: the JSON Schema of <c>taskrunner.yaml</c>, for editors and generators.</summary>
internal static class SchemaCommands
{
    public static Command Create(Session session)
    {
        var package = new Command("package");
        package.SetAction(_ =>
        {
            session.Out.Write(PackageSchema.Text);
            return ExitCode.Ok;
        });
        return new Command("schema") { package };
    }
}
