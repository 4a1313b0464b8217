using TaskRunner.Stores;

namespace TaskRunner.Journal;

/// <summary>A run's events read from a store, folded, with the place where the next one goes.</summary>
public sealed class RunJournal
{
    private RunJournal(RunState state, long head) => (State, Head) = (state, head);

    public RunState State { get; }

    /// <summary>Sequence number of the last stored record; 0 before the first is written.</summary>
    public long Head { get; internal set; }

    /// <summary>A run that is not in any store yet: its first commit will write <paramref name="start"/>.</summary>
    internal static RunJournal Begin(RunEvent.RunStarted start) => new(new RunState(start), 0);

    /// <exception cref="Diagnostics.RefusedException">There is no such run, or a record is damaged or of a kind this build does not know.</exception>
    public static async ValueTask<RunJournal> LoadAsync(IStore store, string runId, CancellationToken cancellationToken)
    {
        RunState? state = null;
        var head = 0L;
        await foreach (var record in store.ReadJournalAsync(runId, 1, cancellationToken))
        {
            var happened = RunEventCodec.Read(record);
            if (state is null)
            {
                state = happened is RunEvent.RunStarted start ? new RunState(start) : throw RunEventCodec.Damaged(runId, record.Seq);
            }
            else
            {
                state.Apply(happened);
            }

            head = record.Seq;
        }

        return state is null ? throw RunEventCodec.NoSuchRun(runId) : new RunJournal(state, head);
    }
}
