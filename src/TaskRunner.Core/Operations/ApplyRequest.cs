using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Model;
using TaskRunner.Operations.Plans;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>A wish to bring an installation to a package's state: what <c>plan</c>, <c>install</c> and <c>upgrade</c> have in common.</summary>
/// <param name="Installation">Name of the installation.</param>
/// <param name="Package">Folder, archive, or the digest (<c>sha256:…</c>) of a package in the store.</param>
public sealed record ApplyRequest(string Installation, string Package)
{
    /// <summary>Answers, in the order they are laid over each other: files, then <c>--set</c>, then <c>--set-file</c>, then what was typed.</summary>
    public ImmutableArray<AnswerInput> Answers { get; init; } = [];

    /// <summary>Stands in for the stored global configuration in this run only; null: the stored one.</summary>
    public MapValue? Global { get; init; }

    public RunSettings Settings { get; init; } = new();

    /// <summary>For <c>upgrade</c>: install where nothing is installed.</summary>
    public bool InstallIfMissing { get; init; }

    /// <summary>Uninstall the tasks the new version no longer has, after all else succeeded.</summary>
    public bool Prune { get; init; }

    public bool AllowDowngrade { get; init; }

    /// <summary>Tasks that run whatever their earlier success says (<c>--run</c>); names as in the plan, or of all instances.</summary>
    public ImmutableArray<string> Run { get; init; } = [];

    /// <summary>Tasks whose recorded outputs are kept although their inputs changed (<c>--reuse</c>).</summary>
    public ImmutableArray<string> Reuse { get; init; } = [];

    /// <summary>A saved plan that must still hold; null: what is planned now is run.</summary>
    public MapValue? SavedPlan { get; init; }
}

/// <summary>What a person may say of a whole run; null: as the package says, or the default.</summary>
public sealed record RunSettings
{
    /// <summary>Tasks at a time; null: the number of processors.</summary>
    public int? Parallelism { get; init; }

    public RollbackScope? RollbackOnFailure { get; init; }

    public TimeSpan? Timeout { get; init; }
}
