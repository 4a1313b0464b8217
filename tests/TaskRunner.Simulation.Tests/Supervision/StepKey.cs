namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>One step of one attempt.</summary>
internal readonly record struct StepKey(string AttemptId, string Step);
