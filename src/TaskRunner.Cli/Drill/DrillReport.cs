using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;

namespace TaskRunner.Cli.Drill;

/// <summary>What a drill found out.</summary>
internal sealed record DrillReport
{
    public required PackageIdentity Package { get; init; }

    public bool IsStubbed { get; init; }

    /// <summary>Names in the order of the plan.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>The package was upgraded from an older one.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>Of the install or upgrade.</summary>
    public StoryCount Apply { get; init; } = new();

    /// <summary>Of the rollback of it; null: nothing of the package can be rolled back.</summary>
    public StoryCount? Undo { get; init; }

    /// <summary>Tasks that were run again after they had succeeded.</summary>
    public ImmutableArray<string> Repeated { get; init; } = [];

    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Tasks for which a person was asked.</summary>
    public ImmutableArray<Finding> Asks { get; init; } = [];

    /// <summary>Files that ended otherwise, where that is no finding.</summary>
    public ImmutableArray<Finding> Files { get; init; } = [];

    /// <summary>Outputs that differ between two undisturbed runs and are not compared: <c>task</c> and path.</summary>
    public ImmutableArray<(string Task, string Path)> Volatile { get; init; } = [];

    public TimeSpan Took { get; init; }

    public bool IsClean => Findings.IsEmpty;
}

/// <summary>Something the author should know, with the places where it was seen.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Task">Whose; null: the run's as a whole.</param>
/// <param name="What">The output, or the file; null: the state.</param>
/// <param name="Expected">As the undisturbed run has it.</param>
/// <param name="Actual">As it was found.</param>
/// <param name="Message">What was said about it, or null.</param>
internal sealed record Finding(FindingKind Kind, string? Task, string? What, string Expected, string Actual, LocalizableString? Message)
{
    /// <summary>Crashes after which it was seen; null stands for the second run of a succeeded task.</summary>
    public ImmutableArray<Trial?> Places { get; init; } = [];
}

internal enum FindingKind
{
    /// <summary>The package fails although nothing crashed.</summary>
    Fails,

    /// <summary>Two undisturbed runs ended in different states: nothing can be compared.</summary>
    Unsteady,

    /// <summary>A task that says it may run again did harm or failed when it did.</summary>
    NotIdempotent,

    /// <summary>A task that was rolled back and run again ended otherwise.</summary>
    NotUndone,

    /// <summary>It could not be rolled back, or that ended otherwise after a crash.</summary>
    NotRolledBack,

    /// <summary>The run ended otherwise than undisturbed.</summary>
    OtherEnd,

    /// <summary>A file ended otherwise.</summary>
    File,

    /// <summary>A task that must not run twice did.</summary>
    Twice,

    /// <summary>The resume did not come to an end.</summary>
    Stuck,

    /// <summary>It asked a person.</summary>
    Asks,

    /// <summary>The uninstall after a trial failed.</summary>
    Uninstall,
}
