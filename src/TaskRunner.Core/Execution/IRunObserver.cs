using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>Sees a run as it goes on: every view hangs here, the engine itself prints nothing.</summary>
public interface IRunObserver
{
    /// <summary>
    /// Called on the engine's loop after events became durable; must return quickly and keep neither <paramref name="events"/>, whose
    /// list is used again, nor <paramref name="run"/>, which goes on changing. The state is that after the last of the events.
    /// </summary>
    void OnCommitted(IReadOnlyList<RunEvent> events, RunState run);
}
