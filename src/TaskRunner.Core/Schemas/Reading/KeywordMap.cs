using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>The keywords of one schema, read with the type each must have; a wrong one is reported and counts as absent.</summary>
internal sealed class KeywordMap(MapValue map, DocumentPath path, DiagnosticBag diagnostics)
{
    public MapValue Map { get; } = map;

    public DocumentPath Path { get; } = path;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public Value? this[string keyword] => Map[keyword];

    public bool HasAny(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (Map.ContainsKey(keyword))
            {
                return true;
            }
        }

        return false;
    }

    public string? Text(string keyword) => StringValue(keyword)?.Text;

    public StringValue? StringValue(string keyword) => Typed<StringValue>(keyword, "string");

    public bool Flag(string keyword) => Typed<BooleanValue>(keyword, "true | false")?.Value ?? false;

    public NumberValue? Number(string keyword) => Typed<NumberValue>(keyword, "number");

    public MapValue? SubMap(string keyword) => Typed<MapValue>(keyword, "object");

    public ImmutableArray<Value> Items(string keyword) => Typed<ListValue>(keyword, "array")?.Items ?? [];

    public T? Typed<T>(string keyword, string wanted)
        where T : Value
    {
        if (!Map.TryGet(keyword, out var value) || value is T)
        {
            return value as T;
        }

        Wrong(keyword, value, wanted);
        return null;
    }

    /// <summary>A number of things: an integer from 0; one beyond 64 bits is as good as no limit.</summary>
    public long? Count(string keyword)
    {
        if (Number(keyword) is not { } number)
        {
            return null;
        }

        var exact = ExactNumber.Parse(number.Literal);
        if (!exact.IsInteger || exact.Sign < 0)
        {
            Wrong(keyword, number, "integer >= 0");
            return null;
        }

        return number.TryGetInt64(out var count) ? count : long.MaxValue;
    }

    /// <summary>A list of distinct strings.</summary>
    public ImmutableArray<string> Names(string keyword) => Names(keyword, Map[keyword]);

    public ImmutableArray<string> Names(string keyword, Value? value)
    {
        if (value is null)
        {
            return [];
        }

        if (value is not ListValue list || list.Items.Any(i => i is not Values.StringValue))
        {
            Wrong(keyword, value, "array of string");
            return [];
        }

        return [.. list.Items.Select(i => ((StringValue)i).Text).Distinct(StringComparer.Ordinal)];
    }

    public void Wrong(string keyword, Value value, string wanted) => Error("TR2002", keyword, value.Span, keyword, wanted, TypeNames.Of(value));

    public void Error(string code, string keyword, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Error, span, [.. arguments]) { Pointer = Path.Then(keyword).ToString() });

    public void Warning(string code, string keyword, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Warning, span, [.. arguments]) { Pointer = Path.Then(keyword).ToString() });
}
