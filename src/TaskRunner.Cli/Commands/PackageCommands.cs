using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner package build PACKAGE</c>: a deterministic archive, and its digest; the other verbs are about registries and stores.</summary>
internal static class PackageCommands
{
    public static Command Create(Session session, Flags flags, Composition composition) => new("package")
    {
        Build(session, flags, composition),
        RegistryCommands.Push(session, flags, composition),
        RegistryCommands.Pull(session, flags, composition),
        RegistryCommands.Sign(session, flags),
        RegistryCommands.Verify(session, flags),
        KeptPackages.List(session, composition),
        KeptPackages.Remove(session, flags, composition),
    };

    private static Command Build(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var output = flags.Text("--out");
        var command = new Command("build") { output };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var built = await BuildAsync(opened.Bench, package.Path, parsed.GetValue(output) ?? ".", cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(MapValue.Of(
                    ("file", Value.From(built.Path)),
                    ("name", Value.From(built.Package.Name)),
                    ("version", Value.From(built.Package.Version)),
                    ("digest", Value.From(built.Package.Digest)),
                    ("bytes", Value.From(built.Bytes))));
            }
            else
            {
                session.Out.WriteLine($"{built.Path}  {built.Package.Digest}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<BuiltPackage> BuildAsync(Workbench bench, string source, string target, CancellationToken cancellationToken)
    {
        try
        {
            return await new PackageBuildOperation(bench).RunAsync(source, target, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8006", target, e.Message);
        }
    }
}
