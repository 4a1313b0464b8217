using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>A task as it is under this configuration; instances of a <c>forEach</c> share it.</summary>
/// <param name="Definition">The task in the mode that was taken.</param>
/// <param name="Mode">The mode, or null.</param>
/// <param name="Config">The task's own questions, answered: <c>config</c> in its expressions.</param>
public sealed record TaskConfiguration(TaskDefinition Definition, ModeDefinition? Mode, MapValue Config)
{
    /// <summary>
    /// For type <c>package</c>: the values of the package it brings in. Of a <c>forEach</c> they are those all instances have in
    /// common; what one instance has is <see cref="InnerOf"/>.
    /// </summary>
    public PackageConfiguration? Inner { get; init; }

    internal Func<MapValue, DiagnosticBag, PackageConfiguration>? ResolveInstance { get; init; }

    /// <summary>The values of the package that one instance of a <c>forEach</c> brings in.</summary>
    /// <param name="each"><c>key</c> and <c>value</c> of the instance.</param>
    /// <param name="diagnostics">Gets what is wrong with what the instance sets.</param>
    public PackageConfiguration InnerOf(MapValue each, DiagnosticBag diagnostics) =>
        ResolveInstance is null ? throw new InvalidOperationException("the task brings in no package") : ResolveInstance(each, diagnostics);

    internal TaskConfiguration Masked(SecretMask mask) => this with { Config = (MapValue)mask.Apply(Config), Inner = Inner?.Masked(mask) };

    internal MapValue ToValue() => MapValue.Of(
        ("mode", Value.From(Mode?.Name)), ("config", Config), ("inner", Inner is null ? Value.Null : Inner.ToValue()));
}
