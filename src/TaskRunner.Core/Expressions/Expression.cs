namespace TaskRunner.Expressions;

/// <summary>Placeholder until the evaluator lands.</summary>
public sealed class Expression;
