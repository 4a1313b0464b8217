using TaskRunner.Journal;
using TaskRunner.Stores;

namespace TaskRunner.Execution;

/// <summary>What else changes with the events of a run: the service register and the installation.</summary>
internal interface IRunProjection
{
    /// <summary>
    /// Adds to the transaction what follows from its events. Pure; called once per commit, before it. The engine has filled lease,
    /// run, records and header already.
    /// </summary>
    StoreCommit Project(IReadOnlyList<RunEvent> events, RunState run, StoreCommit commit);
}
