using System.CommandLine;
using TaskRunner.Cli.Drill;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.TaskTypes;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner drill PACKAGE</c>: the package author's crash test.</summary>
internal static class DrillCommand
{
    private const int ManyPoints = 200;
    private const int MostNamed = 12;

    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var answers = new AnswerFlags(flags);
        var stub = flags.Switch("--stub");
        var points = flags.Text("--points");
        var sandbox = flags.Text("--sandbox");
        var from = flags.Text("--from");
        (from.Description, from.HelpName) = ("flag-drill-from", "PACKAGE");
        var fromAnswers = flags.Text("--from-answers");
        var files = flags.Switch("--files");
        var parallel = flags.Text("--parallel", "-j");
        parallel.Description = "flag-drill-parallel";
        var yes = flags.Switch("--yes", "-y");
        var command = new Command("drill");
        source.AddTo(command);
        answers.AddTo(command);
        foreach (var option in new Option[] { stub, points, sandbox, from, fromAnswers, files, parallel, yes })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var most = Most(parsed.GetValue(points));
            using var place = Place(parsed.GetValue(sandbox));
            await using var opened = composition.OpenOrEmpty(place.Store.FullPath);
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            using var before = parsed.GetValue(from) is { } path ? await source.TakeAsync(parsed, path, cancellationToken).ConfigureAwait(false) : null;
            var manifest = await ManifestAsync(opened.Bench, package.Path, cancellationToken).ConfigureAwait(false);
            var old = before is null ? null : await ManifestAsync(opened.Bench, before.Path, cancellationToken).ConfigureAwait(false);
            string[] run = ["--progress", "none", parallel.Name, Number(FlagValues.Count(parsed.GetValue(parallel), parallel.Name) ?? 1)];
            var request = new DrillRequest(package.Path, manifest.Name, [.. answers.Words(parsed), .. run])
            {
                RunFlags = [.. run],
                From = before?.Path,
                FromFlags = [.. parsed.GetValue(fromAnswers) is { } file ? ["-f", file] : answers.Words(parsed), .. run],
                Most = most,
                Stub = parsed.GetValue(stub) ? StubPlan.For(manifest, place.Note(StubPlan.LedgerName), old) : null,
                Undoes = Tasks(manifest).Any(t => t.Policy.Rollback),
                ComparesFiles = parsed.GetValue(files),
                Uninstalls = Tasks(manifest).Any(t => Can(composition, t, TaskCapabilities.Uninstall)),
                Policies = Policies(manifest),
                Language = Results.WantsJson(parsed) ? "en" : session.Texts.Language,
            };
            request.Stub?.Write(place.Note("stub.json"));
            if (request.Stub is null)
            {
                Confirmation.Ask(session, parsed, yes, Question(session, manifest, place));
            }

            return await RunAsync(session, composition, parsed, opened.Bench.Launcher, place, request, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, Composition composition, ParseResult parsed, ILauncher launcher, Sandbox place, DrillRequest request, CancellationToken cancellationToken)
    {
        var calls = new ChildCalls(session, launcher, place, request, new StopSignals(cancellationToken, CancellationToken.None));
        try
        {
            var (stage, progress) = (new Stage(composition, place, request), new DrillProgress(session));
            var trials = new Trials(stage, place, calls, request, progress);
            var report = await new Drilling(stage, trials, calls, request, progress).RunAsync().ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new DrillView(session).ShowJson(report);
            }
            else
            {
                new DrillView(session).Show(report);
            }

            return report.IsClean ? ExitCode.Ok : ExitCode.RunFailed;
        }
        catch (ChildRefusedException refused)
        {
            session.Error.Write(refused.Message);
            return refused.Code;
        }
    }

    private static Sandbox Place(string? path) => path is null || Sandbox.CanBe(path)
        ? new Sandbox(path)
        : throw new RefusedException(RefusalKind.NotAllowed, "TR8062", Path.GetFullPath(path));

    /// <summary>Null: all, whatever it costs.</summary>
    private static int? Most(string? points) => points switch
    {
        null => ManyPoints,
        "all" => null,
        _ => FlagValues.Count(points, "--points"),
    };

    private static async Task<PackageManifest> ManifestAsync(Workbench bench, string package, CancellationToken cancellationToken) =>
        (await new ShowOperation(bench).RunAsync(package, cancellationToken).ConfigureAwait(false)).Manifest;

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<TaskDefinition> Tasks(PackageManifest manifest) =>
        manifest.Tasks.SelectMany(t => t.Inner is { } inner ? Tasks(inner).Prepend(t) : [t]);

    private static Dictionary<string, TaskPolicy> Policies(PackageManifest manifest, string prefix = "")
    {
        var policies = new Dictionary<string, TaskPolicy>(StringComparer.Ordinal);
        foreach (var task in manifest.Tasks)
        {
            policies[prefix + task.Name] = task.Policy;
            foreach (var (name, policy) in task.Inner is { } inner ? Policies(inner, $"{prefix}{task.Name}/") : [])
            {
                policies[name] = policy;
            }
        }

        return policies;
    }

    private static bool Can(Composition composition, TaskDefinition task, TaskCapabilities capability) =>
        composition.Types.TryGet(task.Type, out var type) && type.CapabilitiesOf(task.Spec).HasFlag(capability);

    private static string Question(Session session, PackageManifest manifest, Sandbox place)
    {
        var names = Tasks(manifest).Where(t => t.Inner is null).Select(t => t.Name).ToList();
        var shown = string.Join(session.Text("separator"), names.Take(MostNamed)) + (names.Count > MostNamed ? " …" : "");
        return session.Text("ask-drill", $"{manifest.Name} {manifest.Version}", shown, place.Path);
    }
}
