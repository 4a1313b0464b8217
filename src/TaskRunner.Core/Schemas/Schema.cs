namespace TaskRunner.Schemas;

/// <summary>Placeholder until the evaluator lands.</summary>
public sealed class Schema;
