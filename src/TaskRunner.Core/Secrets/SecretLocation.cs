using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>
/// Where a secret is looked up when an attempt begins: <c>{$env: NAME}</c>, <c>{$file: PATH}</c>, <c>{$exec: [program, argument …]}</c>,
/// <c>{$store: KEY}</c>. The hierarchy is closed.
/// </summary>
internal abstract record SecretLocation
{
    private SecretLocation()
    {
    }

    /// <summary>A variable of the runner's environment.</summary>
    public sealed record InEnvironment(string Name) : SecretLocation;

    /// <summary>A file's text; the path is absolute, because a run may be resumed from anywhere.</summary>
    public sealed record InFile(string Path) : SecretLocation;

    /// <summary>What a program prints; no shell is involved.</summary>
    public sealed record FromProgram(ImmutableArray<string> Arguments) : SecretLocation;

    /// <summary>A sealed value kept in the store under a key.</summary>
    public sealed record InStore(string Key) : SecretLocation;

    /// <exception cref="RefusedException">It is none of the four. Configuration reports that at its place; this is for who does not ask it.</exception>
    public static SecretLocation Read(MapValue reference) => reference.Entries is [var (kind, value, _)]
        ? (kind, value) switch
        {
            ("$env", StringValue { Text.Length: > 0 } name) => new InEnvironment(name.Text),
            ("$file", StringValue path) when System.IO.Path.IsPathFullyQualified(path.Text) => new InFile(path.Text),
            ("$file", StringValue path) => throw Refuse("TR7042", value, path.Text),
            ("$store", StringValue { Text.Length: > 0 } key) => new InStore(key.Text),
            ("$exec", ListValue { Items: [StringValue { Text.Length: > 0 }, ..] } list) when list.Items.All(i => i is StringValue) =>
                new FromProgram([.. list.Items.Select(i => ((StringValue)i).Text)]),
            _ => throw Refuse("TR7040", reference, kind),
        }
        : throw Refuse("TR7040", reference, reference.Entries is [var first, ..] ? first.Key : "{}");

    private static RefusedException Refuse(string code, Value at, string what) =>
        new(RefusalKind.Invalid, [new Diagnostic(code, Severity.Error, at.Span, [what])]);
}
