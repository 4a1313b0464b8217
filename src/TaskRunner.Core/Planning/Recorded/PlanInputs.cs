using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Model;
using TaskRunner.Planning.Names;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Planning.Recorded;

/// <summary>Everything a plan is made from. Planning is a function of this and of nothing else, so that a recorded plan can be made again.</summary>
internal sealed record PlanInputs
{
    public required string Installation { get; init; }

    public required OperationKind Operation { get; init; }

    public required Package Package { get; init; }

    public required PackageIdentity Identity { get; init; }

    /// <summary>What is recorded as installed when the operation begins; null: nothing.</summary>
    public PackageIdentity? Installed { get; init; }

    public string? FromVersion => Installed?.Version;

    public string? ToVersion => Operation == OperationKind.Uninstall ? null : Identity.Version;

    public required TaskTypeCatalog Types { get; init; }

    /// <summary>Modes chosen, questions answered, the package's view of the global configuration.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>The run continues one of the same package version: a retry, or a reapply.</summary>
    public bool Continues { get; init; }

    public ServiceSnapshot Services { get; init; } = ServiceSnapshot.Empty;

    /// <summary>Outputs of the last success by full task name.</summary>
    public MapValue RecordedOutputs { get; init; } = MapValue.Empty;

    public PlanOptions Options { get; init; } = new();
}

/// <summary>What a person asked for beside the package; part of the plan.</summary>
internal sealed record PlanOptions
{
    /// <summary>Tasks that run whatever was recorded.</summary>
    public ImmutableArray<string> Run { get; init; } = [];

    /// <summary>Tasks whose recorded outputs are kept although their inputs changed.</summary>
    public ImmutableArray<string> Reuse { get; init; } = [];

    /// <summary>This task and all after it run.</summary>
    public string? From { get; init; }

    /// <summary>Only this task runs.</summary>
    public string? Only { get; init; }

    public bool Prune { get; init; }

    public bool AllowDowngrade { get; init; }

    public int Parallelism { get; init; } = 1;

    public RollbackScope? RollbackOnFailure { get; init; }

    public TimeSpan? Timeout { get; init; }
}
