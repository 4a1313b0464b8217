using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>A wish to continue a failed, cancelled or rolled-back operation with a new plan.</summary>
public sealed record RetryRequest(string Installation)
{
    /// <summary>A rebuilt package of the same version; null: the stored one of the failed run.</summary>
    public string? Package { get; init; }

    /// <summary>New answers over those of the failed run.</summary>
    public ImmutableArray<AnswerInput> Answers { get; init; } = [];

    /// <summary>Stands in for the global configuration of the failed run; null: that one.</summary>
    public MapValue? Global { get; init; }

    public RunSettings Settings { get; init; } = new();

    /// <summary>This task and all after it run, whatever <c>rerun</c> says.</summary>
    public string? From { get; init; }

    /// <summary>Only this task runs; the recorded version does not move.</summary>
    public string? Only { get; init; }

    public ImmutableArray<string> Run { get; init; } = [];

    public ImmutableArray<string> Reuse { get; init; } = [];
}

/// <summary>A person's decision about a task whose outcome nobody knows.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Task">Name of the task.</param>
/// <param name="Decision">What became of it.</param>
/// <param name="Reason">Why; recorded.</param>
/// <param name="By">Who; recorded.</param>
public sealed record ResolveRequest(string Run, string Task, Decision Decision, string Reason, string By)
{
    /// <summary>The outputs of a task that is declared succeeded: <c>name=value</c>, read by the declared types.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>The same as a map.</summary>
    /// <exception cref="RefusedException">One is not <c>name=value</c>.</exception>
    public MapValue ReadOutputs()
    {
        var map = MapValue.Empty;
        foreach (var text in Outputs)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            map = at > 0
                ? map.With(text[..at], Value.From(text[(at + 1)..]))
                : throw new RefusedException(RefusalKind.Usage, "TR6135", text);
        }

        return map;
    }
}
