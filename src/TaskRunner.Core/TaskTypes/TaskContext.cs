using System.Collections.ObjectModel;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.TaskTypes;

/// <summary>Everything one attempt gets. Immutable; made anew for each attempt.</summary>
public sealed record TaskContext
{
    public required string Installation { get; init; }

    public required OperationKind Operation { get; init; }

    public required string RunId { get; init; }

    public required string TaskName { get; init; }

    /// <summary>From 1; counts every attempt of the task in the run, rollbacks too.</summary>
    public required int Attempt { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Unique mark of this attempt (<c>TASKRUNNER_ATTEMPT</c>).</summary>
    public required string AttemptId { get; init; }

    /// <summary>What private files of the attempt outside of the store are named by; see <see cref="AttemptMark"/>.</summary>
    public string Mark { get => field ?? AttemptMark.Of(AttemptId, ""); init; }

    /// <summary>The same for all attempts of a task in an operation: an idempotency key for foreign systems.</summary>
    public required string Key { get; init; }

    public string? FromVersion { get; init; }

    public string? ToVersion { get; init; }

    /// <summary>Why a rollback runs: <c>failed</c>, <c>unknown</c>, <c>requested</c>; null otherwise.</summary>
    public string? Cause { get; init; }

    /// <summary>The spec with templates filled and secrets revealed. Must not be logged.</summary>
    public required MapValue Spec { get; init; }

    /// <summary>The same spec with its secrets sealed: where in it they are. Null where it holds none.</summary>
    public MapValue? SealedSpec { get; init; }

    /// <summary>What <c>$TASKRUNNER_INPUT</c> holds: config, global, inputs by task, services, installation; secrets revealed.</summary>
    public required MapValue Input { get; init; }

    /// <summary>Outputs recorded earlier, for rollback, uninstall and status; empty otherwise.</summary>
    public MapValue RecordedOutputs { get; init; } = MapValue.Empty;

    /// <summary>
    /// What the effects of the task's <c>execute</c> recorded (<see cref="IStepRunner.EffectAsync"/>), by step, the oldest first: for a probe
    /// that has to find out how far it came, and for a rollback. Where several attempts executed and none was rolled back, it holds what
    /// they all recorded; of a step they share, the last. Empty for <c>execute</c> itself.
    /// </summary>
    public IReadOnlyDictionary<string, Value> RecordedSteps { get; init; } = ReadOnlyDictionary<string, Value>.Empty;

    /// <summary>Read-only folder with the package's files.</summary>
    public required string PackageDirectory { get; init; }

    /// <summary>Fresh per task and run, writable. Made when it is first asked for: a type that needs none costs no folder.</summary>
    public required string WorkDirectory { get => WorkFolder?.Value ?? field; init; }

    /// <summary>Folder for this attempt's log files; made when it is first asked for.</summary>
    public required string LogDirectory { get => LogFolder?.Value ?? field; init; }

    internal Lazy<string>? WorkFolder { get; init; }

    internal Lazy<string>? LogFolder { get; init; }

    public required AttemptLimits Limits { get; init; }

    /// <summary>Some of the declared outputs are secret: what the task writes is handled as such.</summary>
    public bool HasSecretOutputs { get; init; }

    /// <summary>Names of the declared outputs that are secret, and that the task itself writes.</summary>
    public IReadOnlyList<string> SecretOutputs { get; init; } = [];

    /// <summary>
    /// Makes of a value one that the journal keeps encrypted with the store's key: for what an effect returns that may hold secrets.
    /// In <see cref="RecordedSteps"/> it is open again.
    /// </summary>
    public Func<Value, Value> Seal { get; init; } = static _ => throw new InvalidOperationException("this host has no key to seal with");

    /// <summary>Runs processes and in-process effects as recorded steps.</summary>
    public required IStepRunner Steps { get; init; }

    public required StopSignals Stop { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The variables a child may inherit (PATH, HOME, …) as the host decided, and those that lead a script back to this runner's store.</summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }
}

/// <summary>Bounds of an attempt.</summary>
public sealed record AttemptLimits(TimeSpan Timeout, TimeSpan Grace, LeftoversRule Leftovers, bool IsIdempotent);

/// <summary>The two stages of stopping: asked first (TERM), then killed.</summary>
public sealed record StopSignals(CancellationToken Asked, CancellationToken Killed);
