using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Storage;
using TaskRunner.Tasks.Processes;

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

            var findings = StoreCheckup.Examine(folder).Concat(ProcessCheckup.Examine()).ToList();
            if (findings.All(f => f.Severity != Severity.Error))
            {
                await using var opened = composition.Open(store, StoreAccess.ReadOnly);
                findings.AddRange(await new DoctorOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false));
            }

            return Show(session, folder, findings, Results.WantsJson(parsed));
        });
        return command;
    }

    private static int Show(Session session, StoreFolder folder, List<Diagnostic> findings, bool json)
    {
        var isSound = findings.All(f => f.Severity != Severity.Error);
        if (json)
        {
            new JsonView(session).Write(DiagnosticDocument.Of(findings, session.InEnglish().Texts));
        }
        else
        {
            new ErrorView(session).Show(findings, json: false);
            session.Out.WriteLine(session.Text(findings.Count == 0 ? "doctor-sound" : isSound ? "doctor-usable" : "doctor-broken", folder.FullPath));
        }

        return isSound ? ExitCode.Ok : ExitCode.Invalid;
    }
}
