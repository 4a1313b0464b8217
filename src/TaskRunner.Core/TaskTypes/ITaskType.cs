using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.TaskTypes;

/// <summary>
/// A kind of task: shell, helm, or one of your own. Built-in types use exactly this contract. Implementations are stateless
/// and thread safe; data comes in through the context, a closed <see cref="TaskOutcome"/> goes out. A type knows nothing of
/// policy (<c>rollback</c>, <c>idempotent</c>, retry): that is data of the task, applied by the engine.
/// </summary>
public interface ITaskType
{
    /// <summary>The name packages write after <c>type:</c>.</summary>
    string Name { get; }

    /// <summary>What the type is: the schema of its spec and what it can do. Pure.</summary>
    TaskTypeDescription Describe();

    /// <summary>Which actions this spec offers, before templates are filled. Pure.</summary>
    TaskCapabilities CapabilitiesOf(MapValue spec);

    /// <summary>Checks a spec beyond its schema (files of the package that must be there). Runs nothing of the package, changes nothing.</summary>
    void Check(TaskCheck check, DiagnosticBag diagnostics);

    /// <summary>
    /// Looks what <see cref="ExecuteAsync"/> would change; only reads, and starts nothing of the package. Asked of tasks with
    /// <see cref="TaskCapabilities.Preview"/> whose inputs are known before the run.
    /// </summary>
    ValueTask<TaskPreview> PreviewAsync(TaskContext context, PreviewDepth depth) => throw new NotSupportedException($"{Name} has no preview");

    /// <summary>Does the task's work. Re-entrant per attempt: every effect is a named step of the context, so calling it again adopts what was done.</summary>
    ValueTask<TaskOutcome> ExecuteAsync(TaskContext context);

    /// <summary>Undoes <see cref="ExecuteAsync"/>. Safe to repeat, and safe when the work was done in part or not at all.</summary>
    ValueTask<TaskOutcome> RollbackAsync(TaskContext context) => throw new NotSupportedException($"{Name} has no rollback");

    /// <summary>Looks whether the work was done; only reads.</summary>
    ValueTask<ProbeOutcome> ProbeAsync(TaskContext context) => throw new NotSupportedException($"{Name} has no probe");

    /// <summary>Looks how the service is; only reads.</summary>
    ValueTask<ServiceState> StatusAsync(TaskContext context) => throw new NotSupportedException($"{Name} has no status");

    /// <summary>Removes what the task made. Safe to repeat.</summary>
    ValueTask<TaskOutcome> UninstallAsync(TaskContext context) => throw new NotSupportedException($"{Name} has no uninstall");
}

/// <summary>What a type says of itself.</summary>
/// <param name="SpecSchema">OpenAPI 3.0 schema of <c>spec</c>, as a value.</param>
/// <param name="IsService">Whether a task of this type is a service even without <c>service:</c>.</param>
/// <param name="WritesOutputs">Whether the type writes the declared outputs itself (shell), so that they need no <c>value</c>.</param>
public sealed record TaskTypeDescription(MapValue SpecSchema, bool IsService = false, bool WritesOutputs = true)
{
    /// <summary>
    /// Keys of the spec that become arguments of a process, which everybody on the machine can read: what is made of a secret is
    /// refused there.
    /// </summary>
    public ImmutableArray<string> ArgumentKeys { get; init; } = [];
}

/// <summary>What a task with a given spec can do besides execute.</summary>
[Flags]
public enum TaskCapabilities
{
    None = 0,
    Rollback = 1,
    Probe = 2,
    Status = 4,
    Uninstall = 8,
    Preview = 16,
}

/// <summary>What <see cref="ITaskType.Check"/> may look at: the spec with templates unfilled and the package's folder.</summary>
public sealed record TaskCheck(string TaskName, MapValue Spec, string PackageDirectory)
{
    /// <summary>Paths (relative, '/') of package files the spec names; the type adds them, their bytes count in the input digest.</summary>
    public ICollection<string> NamedFiles { get; } = [];
}
