using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using TaskRunner.Secrets;

namespace TaskRunner.Values;

/// <summary>
/// An immutable JSON-like value that remembers where a person wrote it. Everything that is read, configured, computed or
/// handed from task to task is one of these. The hierarchy is closed. Equality is JSON equality: the order of keys, the
/// spelling of numbers (<c>1</c> and <c>1.0</c>) and spans do not count; secrets are equal when their fingerprints are.
/// </summary>
public abstract class Value : IEquatable<Value>
{
    private protected Value(SourceSpan span) => Span = span;

    public SourceSpan Span { get; }

    public abstract ValueKind Kind { get; }

    /// <summary>
    /// For a plain (unquoted) YAML scalar the text as written, so that <c>1.10</c> can still become a string where a schema
    /// wants one; null for JSON and for quoted text.
    /// </summary>
    public string? PlainText { get; init; }

    public static Value Null { get; } = new NullValue(default);

    public static Value True { get; } = new BooleanValue(true);

    public static Value False { get; } = new BooleanValue(false);

    public static Value From(string? text) => text is null ? Null : new StringValue(text);

    public static Value From(bool value) => value ? True : False;

    public static Value From(long value) => new NumberValue(value);

    public abstract Value WithSpan(SourceSpan span);

    public abstract bool Equals(Value? other);

    public sealed override bool Equals(object? obj) => Equals(obj as Value);

    public abstract override int GetHashCode();

    /// <summary>Compact JSON for messages; a secret shows as <c>{"$secret":…}</c>.</summary>
    public sealed override string ToString() => JsonWriter.ToText(this);
}

public enum ValueKind
{
    Null,
    Boolean,
    Number,
    String,
    List,
    Map,
    Secret,
}

public sealed class NullValue(SourceSpan span) : Value(span)
{
    public override ValueKind Kind => ValueKind.Null;

    public override Value WithSpan(SourceSpan span) => new NullValue(span) { PlainText = PlainText };

    public override bool Equals(Value? other) => other is NullValue;

    public override int GetHashCode() => 0;
}

public sealed class BooleanValue(bool value, SourceSpan span = default) : Value(span)
{
    public bool Value { get; } = value;

    public override ValueKind Kind => ValueKind.Boolean;

    public override Value WithSpan(SourceSpan span) => new BooleanValue(Value, span) { PlainText = PlainText };

    public override bool Equals(Value? other) => other is BooleanValue b && b.Value == Value;

    public override int GetHashCode() => Value ? 1 : 2;
}

public sealed class StringValue(string text, SourceSpan span = default) : Value(span)
{
    public string Text { get; } = text;

    public override ValueKind Kind => ValueKind.String;

    public override Value WithSpan(SourceSpan span) => new StringValue(Text, span) { PlainText = PlainText };

    public override bool Equals(Value? other) => other is StringValue s && s.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

public sealed class ListValue(ImmutableArray<Value> items, SourceSpan span = default) : Value(span)
{
    public static ListValue Empty { get; } = new([]);

    public ImmutableArray<Value> Items { get; } = items;

    public override ValueKind Kind => ValueKind.List;

    public override Value WithSpan(SourceSpan span) => new ListValue(Items, span);

    public override bool Equals(Value? other) =>
        other is ListValue list && list.Items.Length == Items.Length && list.Items.SequenceEqual(Items);

    public override int GetHashCode() => Items.Aggregate(Items.Length, HashCode.Combine);
}

/// <summary>
/// A secret: cannot be formatted, compared by content or serialised by accident. What it holds is got only by
/// <see cref="ISecretVault.RevealAsync"/>.
/// </summary>
public sealed class SecretValue(SecretContent content, string fingerprint, SourceSpan span = default) : Value(span)
{
    public SecretContent Content { get; } = content;

    /// <summary>Stands for the secret in plans, digests, journals and JSON: equal secrets of one store have equal fingerprints.</summary>
    public string Fingerprint { get; } = fingerprint;

    public override ValueKind Kind => ValueKind.Secret;

    public override Value WithSpan(SourceSpan span) => new SecretValue(Content, Fingerprint, span);

    public override bool Equals(Value? other) => other is SecretValue s && s.Fingerprint == Fingerprint;

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);
}
