using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.TaskTypes;

/// <summary>
/// Runs the effects of one attempt as named steps: a step that has an outcome returns it, one that still runs is awaited, one that
/// was never released is started. An attempt that outlived its runner is called again under the same number and finds its steps
/// as they are.
/// </summary>
public interface IStepRunner
{
    /// <summary>Starts a process and waits for its end; output goes to files as bytes.</summary>
    ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process);

    /// <summary>
    /// An effect inside this process. Its begin is durable before <paramref name="effect"/> is called, and what it returns before
    /// this does: it may be relied on by whoever asks later (<see cref="TaskContext.RecordedSteps"/>). It must hold no secret.
    /// </summary>
    ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect);

    /// <summary>
    /// Takes a lock of this store that is not the installation's alone (a release of a cluster, say); waits while another run has it. It is
    /// renewed and fenced like the lease of the installation: when it is lost, no further step begins. Disposing gives it back.
    /// </summary>
    /// <param name="key">What is locked; the scope is <c>lock:KEY</c>.</param>
    /// <param name="waiting">Told once, before the wait, who has it.</param>
    /// <exception cref="TimeoutException">It was not to be had within the attempt's time.</exception>
    ValueTask<IAsyncDisposable> LockAsync(string key, Action<LocalizableString> waiting) => throw new NotSupportedException("these steps have no locks");
}

/// <summary>A process to start.</summary>
public sealed record ProcessSpec
{
    /// <summary>
    /// The variable that says which attempt a process belongs to. A launcher adds <see cref="AttemptMark.Variable"/> to it, so that strays
    /// are found when nobody remembers them.
    /// </summary>
    public const string AttemptVariable = "TASKRUNNER_ATTEMPT";

    /// <summary>Absolute path, or a name looked up in the child's PATH.</summary>
    public required string FileName { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment of the child: nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required string StdoutPath { get; init; }

    public required string StderrPath { get; init; }

    /// <summary>A file the process writes its result to; it is remembered together with how the process ended. Null: there is none.</summary>
    public string? ResultPath { get; init; }

    /// <summary>The result may hold secrets: wherever it is remembered it is sealed.</summary>
    public bool HasSecretResult { get; init; }

    /// <summary>
    /// Values in the result (written as to <c>$TASKRUNNER_OUTPUT</c>) that are secret although nobody knows them before: they are masked in
    /// both streams from the moment they are in the file, and in what came before when the process has ended.
    /// </summary>
    public IReadOnlyList<string> SecretResults { get; init; } = [];

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan Grace { get; init; }

    public LeftoversRule Leftovers { get; init; }

    /// <summary>Most bytes kept of each stream; beyond it the first and last part are kept and the cut is marked.</summary>
    public long LogLimit { get; init; } = 64L << 20;

    /// <summary>
    /// What is masked in both streams before it reaches a file. Null: what the attempt was given, which the context's steps fill in. A type
    /// that must read what its program prints (into a file of its own that is no log) says <see cref="SecretTexts.None"/>.
    /// </summary>
    public SecretTexts? Secrets { get; init; }
}

/// <summary>How a process ended.</summary>
public abstract record ProcessOutcome
{
    private ProcessOutcome()
    {
    }

    public sealed record Exited(int Code) : ProcessOutcome;

    /// <summary>Ended by a signal that was not ours (the OOM killer, a person).</summary>
    public sealed record Signalled(int Signal) : ProcessOutcome;

    /// <summary>Ended by us: <see cref="Killed"/> tells whether TERM was enough, <see cref="Cause"/> why.</summary>
    public sealed record Stopped(StopCause Cause, bool Killed) : ProcessOutcome;

    /// <summary>It never started.</summary>
    public sealed record NotStarted(LocalizableString Reason) : ProcessOutcome
    {
        /// <summary>Because the runner's right to start it had ended when it was asked for. A task type never sees this: the engine asks again.</summary>
        public bool IsTooLate { get; init; }
    }

    /// <summary>It ended, and nobody can say how: another part of this process took its status.</summary>
    public sealed record Lost(LocalizableString Evidence) : ProcessOutcome;

    /// <summary>
    /// Processes it left behind, one line each: still alive under <see cref="LeftoversRule.Keep"/>, else ended. Empty is the usual case.
    /// </summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    /// <summary>What was in <see cref="ProcessSpec.ResultPath"/> when it ended; null: look there.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }
}

public enum StopCause
{
    Timeout,
    Cancelled,
}
