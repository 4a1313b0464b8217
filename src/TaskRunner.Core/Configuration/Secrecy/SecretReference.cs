using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>
/// Recognises where a person says where a secret comes from: <c>{$env: NAME}</c>, <c>{$file: PATH}</c>,
/// <c>{$exec: [argv]}</c>, <c>{$store: KEY}</c>. Only maps are references; a text never is.
/// </summary>
internal static class SecretReference
{
    /// <summary>What the store writes a sealed secret as: nobody may write that by hand.</summary>
    public const string StoreMarker = "$secret";

    private static readonly string[] Kinds = ["$env", "$file", "$exec", "$store"];

    /// <summary>Whether a map means to be a reference, well formed or not.</summary>
    public static bool IsMeant(MapValue map) => map.Entries is [var only] && only.Key is ['$', ..] && only.Key != StoreMarker;

    /// <summary>Whether a map is one of the references we know, by its key.</summary>
    public static bool IsKnown(MapValue map) => map.Entries is [var only] && Kinds.Contains(only.Key);

    /// <returns>The reference with its parts as texts; null after an error was added.</returns>
    public static MapValue? Read(MapValue map, string path, DiagnosticBag diagnostics)
    {
        var entry = map.Entries[0];
        if (!Kinds.Contains(entry.Key))
        {
            var error = new Diagnostic("TR3014", Severity.Error, entry.KeySpan, [entry.Key, path]);
            diagnostics.Add(error with { DidYouMean = NearestName.Of(entry.Key, Kinds) });
            return null;
        }

        Value? content = entry.Key == "$exec" ? Arguments(entry.Value) : Text(entry.Value);
        if (content is null)
        {
            diagnostics.Error(entry.Key == "$exec" ? "TR3016" : "TR3015", entry.Value.Span, entry.Key, path);
            return null;
        }

        if (entry.Key == "$file" && !Path.IsPathFullyQualified(((StringValue)content).Text))
        {
            // A run may be resumed from another folder than this one.
            diagnostics.Error("TR3033", entry.Value.Span, entry.Key, path);
            return null;
        }

        return new MapValue([entry with { Value = content }], map.Span);
    }

    private static ListValue? Arguments(Value value) =>
        value is ListValue { Items.IsEmpty: false } list && list.Items.All(i => Text(i) is not null)
            ? new ListValue([.. list.Items.Select(i => Text(i)!)], list.Span)
            : null;

    /// <summary>A plain <c>5</c> is the text that was written: an argument or a name has no type.</summary>
    private static StringValue? Text(Value value) => value switch
    {
        StringValue { Text.Length: > 0 } text => text,
        NumberValue or BooleanValue when value.PlainText is { } plain => new StringValue(plain, value.Span),
        _ => null,
    };
}
