using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>Assertions about numbers. In 3.0 a true <c>exclusiveMinimum</c> turns <c>minimum</c> into <see cref="ExclusiveMinimum"/>.</summary>
public sealed record NumberRules(
    NumberValue? Minimum, NumberValue? Maximum, NumberValue? ExclusiveMinimum, NumberValue? ExclusiveMaximum, NumberValue? MultipleOf);
