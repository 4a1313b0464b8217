using System.CommandLine;
using System.Reflection;
using System.Text;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner init NAME</c>: a package to start from, which installs as it is.</summary>
internal static class InitCommand
{
    private const string Prefix = "Template/";
    private const string Placeholder = "__NAME__";

    public static Command Create(Session session, Flags flags)
    {
        var name = flags.Argument("NAME", "argument-package-name");
        var command = new Command("init") { name };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(name)!;
            Write(folder, Path.GetFileName(Path.GetFullPath(folder)));
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(MapValue.Of(("folder", Value.From(Path.GetFullPath(folder)))));
            }
            else
            {
                session.Out.WriteLine(session.Text("init-done", folder));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(string folder, string name)
    {
        if (!TaskName.IsValid(name))
        {
            throw new RefusedException(RefusalKind.Usage, "TR8013", name);
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8014", folder);
        }

        foreach (var (path, text) in Files())
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, text.Replace(Placeholder, name, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<(string Path, string Text)> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return (resource[Prefix.Length..], reader.ReadToEnd());
        }
    }
}
