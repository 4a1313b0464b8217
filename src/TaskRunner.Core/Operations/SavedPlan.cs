using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>
/// A plan as a file: <c>{kind: taskrunner-plan, fingerprint: {…}, plan: {…}}</c>. The plan part is for people and programs that
/// look at it; what is run is planned again and must have the same fingerprint, so a file that was edited can change nothing.
/// </summary>
internal static class SavedPlan
{
    private const string Kind = "taskrunner-plan";

    public static MapValue Of(Workbench bench, PreparedRun prepared) => MapValue.Of(
        ("kind", Value.From(Kind)),
        ("fingerprint", PlanFingerprint.Of(bench, prepared).ToValue()),
        ("plan", PlanRecordWriter.Write(prepared.Recorded with { Before = null })));

    /// <exception cref="RefusedException">Something the plan was made over moved since, or it is no plan.</exception>
    public static void Check(MapValue saved, Workbench bench, PreparedRun prepared)
    {
        if ((saved["kind"] as StringValue)?.Text != Kind || saved["fingerprint"] is not MapValue fingerprint)
        {
            throw new RefusedException(RefusalKind.Usage, "TR6121");
        }

        var moved = PlanFingerprint.Of(bench, prepared).MovedSince(fingerprint);
        if (moved.Count > 0)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6120", string.Join(", ", moved));
        }
    }
}
