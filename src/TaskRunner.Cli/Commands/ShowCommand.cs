using System.CommandLine;
using System.Text;
using TaskRunner.Cli.Views;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner show PACKAGE [schema|readme|tasks]</c>: what it is, what it asks, what it does.</summary>
internal static class ShowCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var part = flags.OptionalArgument("WHAT", words: ["schema", "readme", "tasks"]);
        var command = new Command("show") { source.Argument, part };
        source.Registry.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var shown = await new ShowOperation(opened.Bench).RunAsync(package.Path, cancellationToken).ConfigureAwait(false);
            switch (parsed.GetValue(part))
            {
                case "schema":
                    new JsonView(session).Write(SchemasOf(shown.Manifest));
                    break;
                case "readme":
                    Readme(session, shown, Results.WantsJson(parsed));
                    break;
                case "tasks":
                    Tasks(session, shown.Manifest, Results.WantsJson(parsed));
                    break;
                default:
                    await WholeAsync(session, opened.Bench, shown, parsed, package.Path, cancellationToken).ConfigureAwait(false);
                    break;
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task WholeAsync(
        Session session, Workbench bench, Package package, ParseResult parsed, string source, CancellationToken cancellationToken)
    {
        var questions = await new QuestionsOperation(bench).RunAsync(new ApplyRequest("", source), cancellationToken).ConfigureAwait(false);
        var view = new PackageView(session, package.Manifest, QuestionSet.Of(questions.Configuration));
        if (Results.WantsJson(parsed))
        {
            new JsonView(session).Write(view.ToValue());
        }
        else
        {
            view.Show();
        }
    }

    private static void Tasks(Session session, PackageManifest manifest, bool json)
    {
        var view = new PackageView(session, manifest, null);
        if (json)
        {
            new JsonView(session).Write(view.TasksValue());
        }
        else
        {
            view.Tasks();
        }
    }

    /// <summary>What its answers must fit: one schema for the package's own, one for each task that asks.</summary>
    private static MapValue SchemasOf(PackageManifest manifest)
    {
        var tasks = manifest.Tasks.Where(t => t.Config is not null)
            .Aggregate(MapValue.Empty, (map, task) => map.With(task.Name, task.Config!.Root.Document));
        return MapValue.Of(
            ("global", manifest.Global?.Root.Document ?? Value.Null),
            ("config", manifest.Config?.Root.Document ?? Value.Null),
            ("tasks", tasks));
    }

    private static void Readme(Session session, Package package, bool json)
    {
        string[] names = [$"README.{session.Texts.Language}.md", "README.md", "README"];
        var file = names.Select(n => Path.Combine(package.Directory, n)).FirstOrDefault(File.Exists)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR8033", package.Manifest.Name);
        var text = File.ReadAllText(file, Encoding.UTF8);
        if (json)
        {
            new JsonView(session).Write(MapValue.Of(("file", Value.From(Path.GetFileName(file))), ("text", Value.From(text))));
            return;
        }

        session.Out.Write(text.EndsWith('\n') ? text : text + "\n");
    }
}
