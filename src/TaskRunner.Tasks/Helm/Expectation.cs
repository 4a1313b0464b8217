using System.Collections.Immutable;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What the journal holds before helm begins: the revision it will make, its mark, and where to go back to.</summary>
/// <param name="Revision">The number it will have.</param>
/// <param name="Attempt">The mark on it.</param>
/// <param name="Deployed">The newest that was deployed before; 0: none, a first install.</param>
/// <param name="Dead">What a dead attempt of this operation left pending; 0: nothing.</param>
internal sealed record Expectation(int Revision, string Attempt, int Deployed, int Dead)
{
    public const string Step = "expect";

    public static Expectation Of(ImmutableArray<ReleaseRevision> history, string attempt) => new(
        (history.IsEmpty ? 0 : history[^1].Number) + 1,
        attempt,
        history.LastOrDefault(r => r.IsDeployed)?.Number ?? 0,
        !history.IsEmpty && history[^1].IsPending ? history[^1].Number : 0);

    public static Expectation Read(Value value)
    {
        var map = (MapValue)value;
        return new Expectation(Number(map, "revision"), ObjectRef.Text(map, "attempt"), Number(map, "deployed"), Number(map, "dead"));
    }

    /// <returns>The last that was recorded; null where none was: then helm was never let begin.</returns>
    public static Expectation? RecordedBy(TaskContext context) => context.RecordedSteps
        .Where(s => s.Key == Step || s.Key.StartsWith(Step + "-", StringComparison.Ordinal))
        .Select(s => Read(s.Value))
        .LastOrDefault();

    public MapValue ToValue() => MapValue.Of(
        ("revision", Value.From(Revision)), ("attempt", Value.From(Attempt)), ("deployed", Value.From(Deployed)), ("dead", Value.From(Dead)));

    private static int Number(MapValue map, string key) => (int)((map[key] as NumberValue)?.AsDouble ?? 0);
}
