using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Processes;

/// <summary>What this machine lets us do for the processes of tasks, and what a person should know of what it does not.</summary>
public static class ProcessCheckup
{
    /// <returns>A warning where no control group can be had; empty: every process of a task is held.</returns>
    public static IReadOnlyCollection<Diagnostic> Examine()
    {
        if (ControlGroups.Make("checkup") is { } group)
        {
            group.TryRemove();
            return [];
        }

        var found = new DiagnosticBag();
        found.Warning("TR9042", SourceSpan.None);
        return [.. found.Items];
    }
}
