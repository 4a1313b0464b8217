using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>
/// What became of an attempt that an earlier runner left open: journal first, then what is remembered of its processes. Where
/// both say too little it is lost, and nothing of it is left alive before anything is decided.
/// </summary>
internal sealed class Recovery(RunState run, RunConnection connection, string? hostName)
{
    private readonly string? _lastHost = run.Runner?.Host;

    /// <summary>The event that says what was found out, and the attempt to go on with, if any.</summary>
    public async ValueTask<(RunEvent? Happened, AttemptRequest? Adopted)> FindOutAsync(int task, long epoch, DateTimeOffset now)
    {
        var number = run[task].LastAttempt;
        var id = AttemptId.Of(run.RunId, task, number);
        if (run[task].Open is not { } kind)
        {
            await connection.Launcher.EndStraysAsync(id, CancellationToken.None); // a stop cancelled it
            return default;
        }

        var trace = connection.Launcher.TraceOf(id);
        switch (CrashTable.Of(EvidenceOf(task, trace), rollback: false, idempotent: false).Then)
        {
            case CrashAction.Start:
                return (new RunEvent.AttemptNotReleased(task, number, now), null);
            case CrashAction.Adopt:
                var cause = kind == AttemptKind.Rollback ? run[task].Trouble.RollbackCause ?? RollbackCause.Requested : (RollbackCause?)null;
                var adopted = new AttemptRequest(task, number, kind, run.RunId, epoch, cause);
                return (new RunEvent.AttemptAdopted(task, number, kind, run[task].StartedAt, trace.Evidence, now), adopted);
            default:
                var ended = await connection.Launcher.EndStraysAsync(id, CancellationToken.None);
                return (new RunEvent.AttemptLost(task, number, Tell(trace, ended), now), null);
        }
    }

    private Evidence EvidenceOf(int task, AttemptTrace trace)
    {
        var steps = run[task].Trouble.Steps;
        if (run[task].Open == AttemptKind.Probe || IsElsewhere || !trace.IsWhole)
        {
            return Evidence.Lost; // a probe only reads: asking again is simpler than going on
        }

        if (steps.Any(s => s.Outcome is null) || trace.Steps.Any(s => s.Fate == StepFate.Lost))
        {
            return Evidence.Lost; // an effect that ran in the runner died with it
        }

        if (steps.Any(s => s.Value is null && !trace.Steps.Any(t => t.Step == s.Step)))
        {
            return Evidence.Lost; // the journal saw a process end that the spool forgot (a power loss, unsynced): to go on would start it again
        }

        return trace.Steps.Any(s => s.Fate == StepFate.Running) ? Evidence.Live
            : steps.IsEmpty && trace.Steps.IsEmpty ? Evidence.NotReleased
            : Evidence.OutcomeFound;
    }

    /// <summary>Processes of another host are remembered there.</summary>
    private bool IsElsewhere => hostName is not null && _lastHost is not null && _lastHost != hostName;

    private LocalizableString Tell(AttemptTrace trace, IReadOnlyList<string> ended)
    {
        var evidence = LocalizableString.Of("engine-lost");
        if (IsElsewhere)
        {
            evidence = LocalizableString.Of("engine-lost-elsewhere", _lastHost!);
        }
        else if (!trace.Evidence.IsEmpty)
        {
            evidence = LocalizableString.Of("engine-lost-trace", evidence, trace.Evidence);
        }

        return ended.Count == 0 ? evidence : LocalizableString.Of("engine-lost-strays", evidence, string.Join("; ", ended));
    }
}
