using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Applying;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>
/// A plan as a file: <c>{kind: taskrunner-plan, fingerprint: {…}, plan: {…}}</c>. The plan part is for people and programs that
/// look at it; what is run is planned again and must have the same fingerprint, so a file that was edited can change nothing.
/// </summary>
internal static class SavedPlan
{
    private const string Kind = "taskrunner-plan";

    public static MapValue Of(Workbench bench, PreparedRun prepared, ImmutableDictionary<int, TaskPreview> previews) => MapValue.Of(
        ("kind", Value.From(Kind)),
        ("fingerprint", PlanFingerprint.Of(bench, prepared).ToValue()),
        ("plan", PlanRecordWriter.Write(prepared.Recorded with { Before = null })),
        ("previews", new MapValue([.. previews.OrderBy(p => p.Key).Select(p =>
            new MapEntry(prepared.Planned.Plan.Tasks[p.Key].Name, PlanDocument.OfPreview(p.Value, MessageCatalogue.English)))])));

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
