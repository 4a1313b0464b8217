using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Server.Runs;

/// <summary>Reads the keys of a body; one that is missing or of another type is an error with its pointer.</summary>
internal sealed class BodyReader(MapValue body)
{
    /// <exception cref="RefusedException">Always.</exception>
    public static RefusedException Wrong(string key, string expected) => new(RefusalKind.Usage, [new Diagnostic("TR8520", Severity.Error, SourceSpan.None, [key, expected])
    {
        Pointer = "/" + key,
    }]);

    public string? Text(string key, bool isRequired = false) => body[key] switch
    {
        StringValue text => text.Text,
        null or NullValue when !isRequired => null,
        _ => throw Wrong(key, "string"),
    };

    public bool Flag(string key) => body[key] switch
    {
        BooleanValue flag => flag.Value,
        null or NullValue => false,
        _ => throw Wrong(key, "boolean"),
    };

    public int? Count(string key) => body[key] switch
    {
        NumberValue number when number.TryGetInt64(out var count) && count is > 0 and <= int.MaxValue => (int)count,
        null or NullValue => null,
        _ => throw Wrong(key, "integer"),
    };

    public MapValue? Map(string key) => body[key] switch
    {
        MapValue map => map,
        null or NullValue => null,
        _ => throw Wrong(key, "object"),
    };

    public ImmutableArray<MapValue> Maps(string key) => body[key] switch
    {
        ListValue list when list.Items.All(i => i is MapValue) => [.. list.Items.Cast<MapValue>()],
        null or NullValue => [],
        _ => throw Wrong(key, "array of objects"),
    };

    public ImmutableArray<string> Texts(string key) => body[key] switch
    {
        ListValue list when list.Items.All(i => i is StringValue) => [.. list.Items.Select(i => ((StringValue)i).Text)],
        StringValue one => [one.Text],
        null or NullValue => [],
        _ => throw Wrong(key, "array of strings"),
    };
}
