using System.Collections.Immutable;
using TaskRunner.Schemas;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>A value that <c>x-generate</c> draws when the run begins.</summary>
/// <param name="Path">As <c>--set</c> writes it: <c>config.password</c>.</param>
/// <param name="Pointer">Into the document of answers: <c>/config/password</c>.</param>
/// <param name="Rule">How it is drawn.</param>
/// <param name="IsSecret">Whether it is sealed.</param>
public sealed record PendingValue(string Path, string Pointer, GenerateRule Rule, bool IsSecret)
{
    /// <summary>The task whose question it is, by full name; null for the package's.</summary>
    internal string? Task { get; init; }

    internal ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Of the secret that stands in its place until it is drawn.</summary>
    internal string Fingerprint => $"generated:{Pointer}";
}
