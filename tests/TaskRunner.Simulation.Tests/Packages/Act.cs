namespace TaskRunner.Simulation.Tests.Packages;

/// <summary>What one step of an attempt does when nothing interferes.</summary>
/// <param name="Takes">Until it ends by itself.</param>
/// <param name="ExitCode">0 is success.</param>
/// <param name="HearsTerm">Ends soon when asked to.</param>
/// <param name="ForksOff">Leaves a process behind that lives on when the leader has ended.</param>
internal readonly record struct Act(TimeSpan Takes, int ExitCode, bool HearsTerm, bool ForksOff);
