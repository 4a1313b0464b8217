using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>
/// A package's configuration, worked out: values with defaults, secrets sealed or by reference, modes chosen. It is usable
/// where <see cref="HasErrors"/> is false; else it says everything that is wrong at once.
/// </summary>
public sealed record ResolvedConfiguration
{
    /// <summary>The package's values and its tasks'.</summary>
    public required PackageConfiguration Package { get; init; }

    /// <summary>
    /// What to record with the run and give as <see cref="ConfigurationRequest.Recorded"/> the next time: what was answered
    /// (also to modes not taken now), what was drawn, and the values that may never change.
    /// </summary>
    public required MapValue Answers { get; init; }

    /// <summary>
    /// The whole global configuration as it is recorded with the run: what the package declares secret is sealed. Resolving with it
    /// gives the same values again.
    /// </summary>
    public required MapValue GlobalToRecord { get; init; }

    /// <summary>What is drawn when the run begins; in the values a secret without content stands for each.</summary>
    public ImmutableArray<PendingValue> Pending { get; init; } = [];

    public ImmutableArray<MissingAnswer> Missing { get; init; } = [];

    /// <summary>Paths of recorded answers this version of the package no longer asks for.</summary>
    public ImmutableArray<string> Removed { get; init; } = [];

    /// <summary>Every value that is not a map, with where it comes from.</summary>
    public ImmutableArray<ExplainedValue> Explained { get; init; } = [];

    /// <summary>Questions that are not asked under these answers.</summary>
    internal IReadOnlySet<SchemaNode> Hidden { get; init; } = new HashSet<SchemaNode>();

    /// <summary>Errors and warnings, missing answers among them. No text of them, nor of the sources they point into, holds a secret.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);

    /// <summary><c>sha256:…</c> of all values and modes; a secret counts with its fingerprint.</summary>
    public string Digest => ValueDigest.Of(Package.ToValue());

    /// <exception cref="RefusedException">
    /// There are errors: kind <c>NotAllowed</c> where all of them are changes of what may not change, else <c>Invalid</c>.
    /// </exception>
    public void ThrowIfErrors()
    {
        var errors = Diagnostics.Where(d => d.Severity == Severity.Error).ToArray();
        if (errors.Length > 0)
        {
            throw new RefusedException(errors.All(e => e.Code == ImmutableAnswers.Code) ? RefusalKind.NotAllowed : RefusalKind.Invalid, Diagnostics);
        }
    }
}
