using TaskRunner.Configuration.Secrecy;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>A value and where it comes from.</summary>
/// <param name="Path">As <c>--set</c> writes it.</param>
/// <param name="Value">A secret is a <see cref="SecretValue"/>.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record ExplainedValue(string Path, Value Value, ValueOrigin Origin)
{
    internal ExplainedValue Masked(SecretMask mask) => this with
    {
        Value = mask.Apply(Value),
        Origin = Origin is ValueOrigin.Given given ? new ValueOrigin.Given(mask.Apply(given.Span)) : Origin,
    };
}
