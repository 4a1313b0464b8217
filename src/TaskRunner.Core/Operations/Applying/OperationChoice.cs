using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations.Applying;

/// <summary>Which operation a verb means here and now, and whether it continues the last one.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Continued">The run that is continued: the same verb again after a failure means retry. Null: a new operation.</param>
internal sealed record OperationChoice(OperationKind Kind, StoredRun? Continued)
{
    /// <exception cref="RefusedException">The verb does not fit what is installed.</exception>
    public static OperationChoice Of(ApplyIntent intent, InstallationRecord? installation, StoredRun? last, PackageManifest manifest)
    {
        if (last is not null)
        {
            OpenRuns.Refuse(last);
        }

        var kind = intent.Verb switch
        {
            ApplyVerb.Install => Install(intent, installation),
            ApplyVerb.Upgrade => Upgrade(intent, installation, manifest),
            ApplyVerb.Retry => Retry(intent, installation, last),
            _ => installation?.Package is null ? OperationKind.Install : Upgrade(intent, installation, manifest),
        };
        if (installation is null && intent is not { Installation: "", Verb: ApplyVerb.Any }) // a package's questions are of no installation
        {
            CheckNew(intent.Installation); // one that is there keeps the name it has
        }

        return new OperationChoice(kind, last is not null && IsContinued(last, kind, installation, manifest) ? last : null);
    }

    private static void CheckNew(string name)
    {
        if (!TaskName.IsValid(name))
        {
            throw new RefusedException(RefusalKind.Usage, [new Diagnostic("TR6138", Severity.Error, SourceSpan.None, [name])
            {
                DidYouMean = TaskName.Propose(name),
            }]);
        }
    }

    /// <summary>Whether a run did not bring its operation to its end.</summary>
    public static bool IsUnfinished(StoredRun run, InstallationRecord? installation) =>
        run.State.Status != RunStatus.Succeeded || (run.Plan.Options.Only is not null && installation?.SucceededRun != run.Header.Id);

    private static bool IsContinued(StoredRun last, OperationKind kind, InstallationRecord? installation, PackageManifest manifest) =>
        last.Header.Operation == kind
        && last.Header.Package.Name == manifest.Name
        && last.Header.Package.Version == manifest.Version.ToString()
        && IsUnfinished(last, installation);

    private static OperationKind Install(ApplyIntent intent, InstallationRecord? installation) => installation?.Package is { } package
        ? throw new RefusedException(RefusalKind.NotAllowed, "TR6111", intent.Installation, package.Name, package.Version)
        : OperationKind.Install;

    private static OperationKind Upgrade(ApplyIntent intent, InstallationRecord? installation, PackageManifest manifest)
    {
        if (installation?.Package is not { } package)
        {
            return intent.InstallIfMissing
                ? OperationKind.Install
                : throw new RefusedException(RefusalKind.NotFound, "TR6112", intent.Installation);
        }

        return package.Name == manifest.Name && package.Version == manifest.Version.ToString() ? OperationKind.Reapply : OperationKind.Upgrade;
    }

    private static OperationKind Retry(ApplyIntent intent, InstallationRecord? installation, StoredRun? last)
    {
        if (last is null)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6103", intent.Installation);
        }

        return IsUnfinished(last, installation)
            ? last.Header.Operation
            : throw new RefusedException(RefusalKind.NotAllowed, "TR6113", intent.Installation, last.Header.Id);
    }
}
