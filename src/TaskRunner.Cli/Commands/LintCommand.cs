using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner lint PACKAGE</c>: every error and warning with its place. Here they are the result, so they go to standard output as JSON.</summary>
internal static class LintCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var limit = flags.Text("--max-manifest");
        var command = new Command("lint") { limit };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            composition.Limits = Limits(parsed.GetValue(limit));
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var diagnostics = new DiagnosticBag();
            PackageReader.Check(package.Path, composition.Types, composition.Limits, diagnostics);
            Show(session, diagnostics, Results.WantsJson(parsed));
            return diagnostics.HasErrors ? ExitCode.Invalid : ExitCode.Ok;
        });
        return command;
    }

    public static PackageLimits Limits(string? manifestBytes) => FlagValues.Count(manifestBytes, "--max-manifest") is { } bytes
        ? PackageLimits.Default with { ManifestBytes = bytes }
        : PackageLimits.Default;

    private static void Show(Session session, DiagnosticBag diagnostics, bool json)
    {
        if (json)
        {
            new JsonView(session).Write(DiagnosticDocument.Of(diagnostics.Items, session.InEnglish().Texts));
            return;
        }

        new ErrorView(session).Show(diagnostics.Items, json: false);
        var errors = diagnostics.Items.Count(d => d.Severity == Severity.Error);
        var warnings = diagnostics.Count - errors;
        var target = errors > 0 ? session.Error : session.Out;
        target.WriteLine(diagnostics.Count == 0
            ? session.Text("lint-clean")
            : session.Text("lint-summary", session.Count("lint-errors", errors), session.Count("lint-warnings", warnings)));
    }
}
