using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Storage;
using TaskRunner.Stores;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner doctor</c>: whether the store is sound, and which runs wait for somebody. Changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Create(Session session, Composition composition)
    {
        var command = new Command("doctor");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = parsed.GetValue<string?>("--store");
            var folder = composition.Folder(store);
            if (!folder.Exists)
            {
                throw new RefusedException(RefusalKind.NotFound, "TR8002", folder.FullPath);
            }

            var findings = StoreCheckup.Examine(folder);
            var isUsable = findings.All(f => f.Severity != Severity.Error);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(DiagnosticJson.ToValue(findings, session.InEnglish().Texts));
                return isUsable ? ExitCode.Ok : ExitCode.Invalid;
            }

            new ErrorView(session).Show(findings, json: false);
            session.Out.WriteLine(session.Text(findings.Count == 0 ? "doctor-sound" : isUsable ? "doctor-usable" : "doctor-broken", folder.FullPath, $"{findings.Count}"));
            if (isUsable)
            {
                await using var opened = composition.Open(store, StoreAccess.ReadOnly);
                Waiting(session, await new ListOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false));
            }

            return isUsable ? ExitCode.Ok : ExitCode.Invalid;
        });
        return command;
    }

    private static void Waiting(Session session, IEnumerable<InstallationSummary> installations)
    {
        foreach (var installation in installations)
        {
            if (installation.Last is { State: "interrupted" or "needs-decision" or "rollback-failed" } last)
            {
                session.Out.WriteLine(session.Text($"doctor-{last.State}", installation.Installation, last.Id));
            }
        }
    }
}
