using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner package build PACKAGE</c>: a deterministic archive, and its digest.</summary>
internal static class PackageCommands
{
    public static Command Create(Session session, Flags flags, Composition composition) => new("package")
    {
        Build(session, flags, composition),
    };

    private static Command Build(Session session, Flags flags, Composition composition)
    {
        var package = flags.Argument("PACKAGE");
        var output = flags.Text("--out");
        var command = new Command("build") { package, output };
        command.SetAction(parsed =>
        {
            var (file, digest) = Build(parsed.GetValue(package)!, parsed.GetValue(output), composition);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(MapValue.Of(("file", Value.From(file)), ("digest", Value.From(digest))));
            }
            else
            {
                session.Out.WriteLine($"{file}  {digest}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static (string File, string Digest) Build(string path, string? output, Composition composition)
    {
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(path, composition.Types, PackageLimits.Default, diagnostics);
        diagnostics.ThrowIfErrors();
        var file = output ?? $"{package!.Manifest.Name}-{package.Manifest.Version}.tgz";
        try
        {
            using var archive = File.Create(file);
            var digest = PackageArchive.Pack(package!.Directory, archive, PackageLimits.Default, diagnostics);
            diagnostics.ThrowIfErrors();
            return (file, digest!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8006", file, e.Message);
        }
    }
}
