using System.Collections.Immutable;

namespace TaskRunner.Cli.Drill;

/// <summary>What is drilled, and how.</summary>
/// <param name="Package">As it was typed.</param>
/// <param name="Name">Of the installation in the sandbox.</param>
/// <param name="Flags">For <c>install</c>: answers, tasks at a time.</param>
internal sealed record DrillRequest(string Package, string Name, ImmutableArray<string> Flags)
{
    /// <summary>For calls that take no answers: tasks at a time.</summary>
    public ImmutableArray<string> RunFlags { get; init; } = [];

    /// <summary>The older package that is upgraded, as it was typed; null: the package is installed.</summary>
    public string? From { get; init; }

    /// <summary>For <c>install</c> of the older package.</summary>
    public ImmutableArray<string> FromFlags { get; init; } = [];

    /// <summary>Most crashes to try; null: all.</summary>
    public int? Most { get; init; }

    /// <summary>Tasks run nothing of the package.</summary>
    public StubPlan? Stub { get; init; }

    /// <summary>Files that end otherwise are findings.</summary>
    public bool ComparesFiles { get; init; }

    /// <summary>Some task can be uninstalled: each trial ends with it.</summary>
    public bool Uninstalls { get; init; }

    /// <summary>Some task can be rolled back: that is drilled too.</summary>
    public bool Undoes { get; init; }

    /// <summary>Policies by task name, without the keys of <c>forEach</c>.</summary>
    public required IReadOnlyDictionary<string, Model.TaskPolicy> Policies { get; init; }

    /// <summary>Of what tasks and calls say: a JSON document is never translated.</summary>
    public required string Language { get; init; }

    /// <summary>A call that takes longer is stuck, whatever the undisturbed run took.</summary>
    public TimeSpan LeastPatience { get; init; } = TimeSpan.FromMinutes(5);
}
