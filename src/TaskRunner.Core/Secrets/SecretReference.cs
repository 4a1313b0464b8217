using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>
/// Where a secret is looked up when an attempt begins: <c>{$env: NAME}</c>, <c>{$file: PATH}</c>, <c>{$exec: [program, argument …]}</c>,
/// <c>{$store: KEY}</c>. The hierarchy is closed.
/// </summary>
public abstract record SecretReference
{
    private static readonly string[] Kinds = ["$env", "$file", "$exec", "$store"];

    private SecretReference()
    {
    }

    /// <summary>A variable of the runner's environment.</summary>
    public sealed record FromEnvironment(string Name) : SecretReference;

    /// <summary>A file's text; the path is absolute, because a run may be resumed from anywhere.</summary>
    public sealed record FromFile(string Path) : SecretReference;

    /// <summary>What a program prints; no shell is involved.</summary>
    public sealed record FromProgram(ImmutableArray<string> Arguments) : SecretReference;

    /// <summary>A sealed value kept in the store under a key.</summary>
    public sealed record FromStore(string Key) : SecretReference;

    /// <summary>Whether a person meant a reference: a map of one key that begins with <c>$</c>. Text is never guessed at.</summary>
    public static bool IsMeant(Value value) => value is MapValue { Entries: [var only] } && only.Key.StartsWith('$');

    /// <returns>False after an error was added.</returns>
    public static bool TryRead(MapValue map, DiagnosticBag diagnostics, [NotNullWhen(true)] out SecretReference? reference)
    {
        reference = null;
        if (map.Entries is not [var entry] || !Kinds.Contains(entry.Key))
        {
            var key = map.Entries is [var first, ..] ? first.Key : "";
            var span = map.Entries is [{ KeySpan: var at }, ..] ? at : map.Span;
            diagnostics.Add(new Diagnostic("TR7040", Severity.Error, span, [key]) { DidYouMean = NearestName.Of(key, Kinds) });
            return false;
        }

        reference = Read(entry.Key, entry.Value);
        if (reference is null)
        {
            diagnostics.Error(entry.Key == "$file" ? "TR7042" : entry.Key == "$exec" ? "TR7043" : "TR7041", entry.Value.Span, entry.Key);
        }

        return reference is not null;
    }

    private static SecretReference? Read(string kind, Value value) => (kind, value) switch
    {
        ("$env", StringValue { Text.Length: > 0 } name) => new FromEnvironment(name.Text),
        ("$file", StringValue path) when System.IO.Path.IsPathFullyQualified(path.Text) => new FromFile(path.Text),
        ("$store", StringValue { Text.Length: > 0 } key) => new FromStore(key.Text),
        ("$exec", ListValue { Items: [StringValue { Text.Length: > 0 }, ..] } list) when list.Items.All(i => i is StringValue) =>
            new FromProgram([.. list.Items.Select(i => ((StringValue)i).Text)]),
        _ => null,
    };
}
