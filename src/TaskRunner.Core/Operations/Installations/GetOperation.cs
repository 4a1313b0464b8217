using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;
using TaskRunner.Work;

namespace TaskRunner.Operations.Installations;

/// <summary>What is recorded of an installation: its answers, its outputs, or the plan of its last run. Secrets stay sealed.</summary>
public sealed class GetOperation(Workbench bench)
{
    /// <exception cref="RefusedException">There is no such installation, or nothing of the kind.</exception>
    public async Task<MapValue> RunAsync(string installation, GetPart part, CancellationToken cancellationToken)
    {
        var record = await bench.Store.FindInstallationAsync(installation, cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6103", installation);
        if (part == GetPart.Plan)
        {
            return PlanRecordWriter.Write(await LastPlanAsync(installation, cancellationToken).ConfigureAwait(false));
        }

        if (record.Package is null)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6104", installation);
        }

        return part == GetPart.Config
            ? record.Answers
            : MapValue.Of(
                ("package", record.Outputs[PackageOutputs.Key] ?? MapValue.Empty),
                ("tasks", record.Outputs.Without(PackageOutputs.Key)));
    }

    private async ValueTask<RecordedPlan> LastPlanAsync(string installation, CancellationToken cancellationToken) =>
        (await new OperationTools(bench).Runs.FindLastAsync(installation, cancellationToken).ConfigureAwait(false))?.Plan
        ?? throw new RefusedException(RefusalKind.NotFound, "TR6103", installation);
}

public enum GetPart
{
    /// <summary>The answers of the last success, with what was generated.</summary>
    Config,

    /// <summary>The package's outputs and those of its tasks.</summary>
    Outputs,

    /// <summary>The plan of the last run as it was recorded.</summary>
    Plan,
}
