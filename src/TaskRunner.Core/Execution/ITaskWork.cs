using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Execution;

/// <summary>
/// The world of tasks as the engine sees it: the engine knows numbers, states and policies; specs, expressions, types and files
/// are behind this. <see cref="Decide"/> and both <c>Prepare</c> are called on the engine's loop, one at a time, and must be
/// quick; what they return runs on the thread pool and must hold all it needs (the run state may not be read there).
/// </summary>
internal interface ITaskWork
{
    /// <summary>
    /// What becomes of a task whose predecessors are all settled and allow it to start. Pure. Called again when a person
    /// decided <c>not-executed</c> (<see cref="TaskTrouble.Decision"/> says so: then it must not hold the task again) and after a
    /// crash. Not called for tasks the plan skips or keeps.
    /// </summary>
    StartDecision Decide(int task, RunState run);

    /// <summary>Captures what an attempt to execute, roll back or uninstall needs.</summary>
    AttemptWork Prepare(AttemptRequest attempt, RunState run);

    /// <summary>Captures what a probe needs; asked only of tasks whose capabilities have one.</summary>
    ProbeWork PrepareProbe(AttemptRequest attempt, RunState run);
}

/// <summary>
/// One attempt on the thread pool: reveals secrets, writes the input file, calls the type, checks the outputs against their
/// contract. An exception becomes a failure of the task.
/// </summary>
internal delegate ValueTask<TaskOutcome> AttemptWork(IStepRunner steps, StopSignals stop);

internal delegate ValueTask<ProbeOutcome> ProbeWork(IStepRunner steps, StopSignals stop);

/// <summary>Which attempt. The number counts every attempt of the task in the run, from 1; the cause says why a rollback runs.</summary>
internal sealed record AttemptRequest(int Task, int Number, AttemptKind Kind, string RunId, long Epoch, RollbackCause? Cause)
{
    /// <summary>Of who only looks at a task: what tells this look from others at it, for processes of one mark are ended together.</summary>
    public string? Look { get; init; }

    /// <summary>The mark <c>TASKRUNNER_ATTEMPT</c>, unique in the world.</summary>
    public string Id => Look is null ? AttemptId.Of(RunId, Task, Number) : $"{AttemptId.Of(RunId, Task, Number)}.{Look}";
}

/// <summary>What becomes of a task that may start. The hierarchy is closed.</summary>
internal abstract record StartDecision
{
    private StartDecision()
    {
    }

    /// <summary>An attempt is made.</summary>
    /// <param name="InputDigest">Recorded with the intent.</param>
    public sealed record Run(string? InputDigest) : StartDecision
    {
        /// <summary>
        /// An attempt in an earlier run of the operation must be rolled back first (<c>rollback: true, idempotent: false</c> and
        /// released there); null: nothing to undo. Ignored once it was rolled back in this run.
        /// </summary>
        public RollbackCause? UndoFirst { get; init; }
    }

    public sealed record Skip(PlanReason Reason) : StartDecision;

    public sealed record Reuse(string SourceRun, MapValue Outputs, string? InputDigest) : StartDecision;

    /// <summary>The mode is output-only.</summary>
    public sealed record Supply(MapValue Outputs) : StartDecision;

    /// <summary><c>rerun: never</c> with other inputs than those it succeeded with: held until a person decides.</summary>
    public sealed record Hold(PlanReason Reason, string? SourceRun, MapValue Outputs, string? InputDigest) : StartDecision;

    /// <summary>It cannot be started: an expression failed on outputs only known now.</summary>
    public sealed record Fail(TaskFailure Failure) : StartDecision;
}
