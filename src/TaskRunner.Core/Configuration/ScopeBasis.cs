using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>What a scope's values rest on beside the answers themselves.</summary>
/// <param name="Recorded">The answers that are the base, or null.</param>
/// <param name="Established">The answers of the last success, to find changes of what may not change; or null.</param>
/// <param name="Drawn">What was drawn for this scope, or null.</param>
/// <param name="Given">What a package around this one sets.</param>
internal sealed record ScopeBasis(Value? Recorded, Value? Established, Value? Drawn, MapValue Given)
{
    public static ScopeBasis None { get; } = new(null, null, null, MapValue.Empty);
}
