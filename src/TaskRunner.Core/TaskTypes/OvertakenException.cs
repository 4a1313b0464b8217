namespace TaskRunner.TaskTypes;

/// <summary>A runner of a higher epoch was where this one wants to start processes: the run is not this one's any more.</summary>
public sealed class OvertakenException(long epoch) : Exception($"epoch {epoch} is over: another runner has taken the run");
