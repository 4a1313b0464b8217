using System.Collections.Immutable;

namespace TaskRunner.Journal;

/// <summary>What the effects of a task's executes recorded, since it was last rolled back.</summary>
internal static class RecordedSteps
{
    /// <summary>Of several records of one step the last counts, in its own place: the attempt after a lost one may do only what is left.</summary>
    /// <param name="trouble">Of the task.</param>
    /// <returns>The oldest first.</returns>
    public static ImmutableArray<StepRecord> InOrder(TaskTrouble trouble)
    {
        var last = (trouble.Recorded.IsEmpty ? trouble.Steps : trouble.Recorded).Where(s => s.Value is not null).ToImmutableArray();
        if (trouble.Earlier.IsEmpty)
        {
            return last;
        }

        var again = last.Select(s => s.Step).ToHashSet(StringComparer.Ordinal);
        return [.. trouble.Earlier.Where(s => !again.Contains(s.Step)), .. last];
    }
}
