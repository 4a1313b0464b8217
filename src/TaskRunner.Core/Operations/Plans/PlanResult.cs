using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>What <c>plan</c> found out.</summary>
/// <param name="Plan">Per task: what will be done and why.</param>
/// <param name="ToVersion">The version when it is done; null for an uninstall.</param>
/// <param name="Record">Makes <see cref="Saved"/>, which costs and which most callers do not want.</param>
public sealed record PlanResult(Plan Plan, string? ToVersion, Lazy<MapValue> Record)
{
    /// <summary>What is written to a file and given back as <see cref="ApplyRequest.SavedPlan"/>; holds no plaintext of secrets.</summary>
    public MapValue Saved => Record.Value;

    /// <summary>Worth knowing, stops nothing: answers nobody asked for …</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>What tasks would change, by their index; only what is known before the run.</summary>
    public ImmutableDictionary<int, TaskPreview> Previews { get; init; } = ImmutableDictionary<int, TaskPreview>.Empty;

    /// <summary>Tasks that succeeded and are not idempotent, and run again only because they were asked for.</summary>
    public ImmutableArray<string> Repeated { get; init; } = [];

    /// <summary>Tasks of the installed version that will be uninstalled.</summary>
    public ImmutableArray<string> Pruned => [.. Plan.Tasks.Where(t => t.Verb == TaskVerb.Uninstall).Select(t => t.Name)];

    /// <summary>There is something to do: exit code 10 with <c>--detailed-exitcode</c>.</summary>
    public bool HasChanges => Plan.Tasks.Any(t => t.Action is PlanAction.Run or PlanAction.Decide);
}
