using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>Everything a package's configuration is worked out from.</summary>
public sealed record ConfigurationRequest
{
    public required PackageManifest Package { get; init; }

    /// <summary>What the person answers, in the order it is laid over each other: files, then <c>--set</c>, then <c>--set-file</c>.</summary>
    public ImmutableArray<AnswerInput> Inputs { get; init; } = [];

    /// <summary>
    /// <see cref="ResolvedConfiguration.Answers"/> of the last success (or of the run that is retried): the base. Empty for a first
    /// install.
    /// </summary>
    public MapValue Recorded { get; init; } = MapValue.Empty;

    /// <summary>
    /// The answers of the last success where <see cref="Recorded"/> are those of a run that failed: what may not change is compared
    /// with these, for nothing relies on what never succeeded. Null: the recorded ones.
    /// </summary>
    public MapValue? Established { get; init; }

    /// <summary>The whole global configuration; the package sees what its <c>global</c> schema declares.</summary>
    public MapValue Global { get; init; } = MapValue.Empty;

    /// <summary>What modes and conditions may read beside the configuration.</summary>
    public ConfigurationFacts Facts { get; init; } = ConfigurationFacts.FirstInstall;

    /// <summary>What <see cref="GeneratedValues"/> gave, once the run begins; null before.</summary>
    public MapValue? Drawn { get; init; }

    /// <summary>Language of the package's own texts in errors.</summary>
    public string Language { get; init; } = "en";
}
