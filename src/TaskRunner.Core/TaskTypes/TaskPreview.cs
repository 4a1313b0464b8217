using System.Collections.Immutable;
using TaskRunner.Diagnostics;

namespace TaskRunner.TaskTypes;

/// <summary>What a task would change, found out before anything runs: for people, never an input of the run.</summary>
/// <param name="Verb">What would be done to what is there.</param>
/// <param name="Subject">What it would be done to and how, one line: <c>release shop, chart web 1.0.0 → 1.1.0</c>.</param>
public sealed record TaskPreview(PreviewVerb Verb, LocalizableString Subject)
{
    /// <summary>The difference between what is there and what would be, as lines of a unified diff. What is made of a secret is masked by the type; what the task itself was given the engine masks.</summary>
    public string Diff { get; init; } = "";

    /// <summary>Worth knowing, one line each.</summary>
    public ImmutableArray<LocalizableString> Notes { get; init; } = [];

    /// <summary>What stands in the way.</summary>
    public ImmutableArray<PreviewProblem> Problems { get; init; } = [];
}

/// <summary>What a task would do.</summary>
public enum PreviewVerb
{
    Install,
    Upgrade,
    Nothing,

    /// <summary>It cannot be told; the problems or notes say why.</summary>
    Unknown,
}

/// <summary>Something the task would fail on.</summary>
/// <param name="Diagnostic">What, and the way out.</param>
/// <param name="MayPass">A task before it could remove it (make the namespace, bring the definition); then it is only a warning where one runs before.</param>
public sealed record PreviewProblem(Diagnostic Diagnostic, bool MayPass);

/// <summary>How far a task type looks ahead.</summary>
public enum PreviewDepth
{
    /// <summary>Before a run that begins with the task: whether what it works with is there; what else stops it, it says itself at once.</summary>
    Access,

    /// <summary>Before a run in which others come first: all that would stop the task; no differences.</summary>
    Problems,

    /// <summary>For a person who reads the plan.</summary>
    Differences,
}
