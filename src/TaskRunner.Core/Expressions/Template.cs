using System.Collections.Immutable;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// A string with <c>${{ … }}</c> in it. A segment ends at the first <c>}}</c>, also within quotes. Alone it keeps its value's type; otherwise the parts
/// make a text: strings as they are, numbers as written, booleans, lists and maps as compact JSON; null has no text and is an
/// error. One pass: what comes out is never expanded again.
/// </summary>
public sealed class Template
{
    private const string Opening = "${{";
    private const string Closing = "}}";

    private readonly ScalarPlace _place;
    private readonly ImmutableArray<Part> _parts;

    private Template(ScalarPlace place, SourceSpan span, ImmutableArray<Part> parts)
    {
        (_place, Span, _parts) = (place, span, parts);
        References = Alone?.References ?? [.. parts.SelectMany(p => p.Expression?.References ?? [])];
    }

    public string Text => _place.Text;

    public SourceSpan Span { get; }

    public ImmutableArray<Reference> References { get; }

    /// <summary>The expressions in it, in order.</summary>
    public IEnumerable<Expression> Expressions => _parts.Where(p => p.Expression is not null).Select(p => p.Expression!);

    /// <summary>The expression where it is all there is, so that the value keeps its type; else null and the result is a string.</summary>
    public Expression? Alone => _parts is [{ Expression: { } expression }] ? expression : null;

    public static bool IsIn(string text) => text.Contains(Opening, StringComparison.Ordinal);

    /// <returns>The template (of a text without <c>${{</c> too), or null after errors were added.</returns>
    public static Template? Parse(string text, SourceSpan span, DiagnosticBag diagnostics)
    {
        var place = new ScalarPlace(text, span);
        var parts = ImmutableArray.CreateBuilder<Part>(1);
        var valid = true;
        var at = 0;
        for (var open = Find(text, Opening, 0); open >= 0; open = Find(text, Opening, at))
        {
            AddText(parts, at, open);
            var begin = open + Opening.Length;
            var close = Find(text, Closing, begin);
            if (close < 0)
            {
                diagnostics.Error("TR4006", place.At(open, begin));
                return null;
            }

            var expression = ParseTrimmed(place, begin, close, diagnostics);
            valid &= expression is not null;
            parts.Add(new Part(expression, open, close + Closing.Length));
            at = close + Closing.Length;
        }

        AddText(parts, at, text.Length);
        return valid ? new Template(place, span, parts.DrainToImmutable()) : null;
    }

    /// <summary>The value over a scope, placed where the template stands; see <see cref="Expression.Evaluate"/>.</summary>
    /// <exception cref="ExpressionException">An expression fails, or is null within a text.</exception>
    public Value Render(MapValue scope) => (Alone is { } alone ? alone.Evaluate(scope) : Concatenate(scope)).WithSpan(Span);

    /// <summary>See <see cref="Expression.IsSecret"/>.</summary>
    public bool IsSecret(Func<Reference, bool> isSecret) => Expressions.Any(e => e.IsSecret(isSecret));

    public override string ToString() => Text;

    private static int Find(string text, string mark, int from) => text.IndexOf(mark, from, StringComparison.Ordinal);

    private static void AddText(ImmutableArray<Part>.Builder parts, int start, int end)
    {
        if (end > start)
        {
            parts.Add(new Part(null, start, end));
        }
    }

    private static Expression? ParseTrimmed(ScalarPlace place, int start, int end, DiagnosticBag diagnostics)
    {
        while (start < end && char.IsWhiteSpace(place.Text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(place.Text[end - 1]))
        {
            end--;
        }

        return Expression.Parse(place, start, end, diagnostics);
    }

    private Value Concatenate(MapValue scope)
    {
        var values = new Value[_parts.Length];
        var secret = false;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _parts[i].Expression?.Evaluate(scope) ?? Value.From(_place.Text[_parts[i].Start.._parts[i].End]);
            secret |= DerivedSecret.IsIn(values[i]);
        }

        return secret ? DerivedSecret.Of("${{}}", values) : new StringValue(Concatenate(values));
    }

    private string Concatenate(ReadOnlySpan<Value> values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            text.Append(ValueText.Of(values[i], ExpressionLimits.Result) ?? throw Refuse(i, values[i] is NullValue ? "TR4031" : "TR4030"));
            if (text.Length > ExpressionLimits.Result)
            {
                throw Refuse(i, "TR4030");
            }
        }

        return text.ToString();
    }

    private ExpressionException Refuse(int part, string code)
    {
        var (expression, start, end) = _parts[part];
        return new ExpressionException(new Diagnostic(
            code,
            Severity.Error,
            _place.At(start, end),
            [expression?.Text ?? _place.Quote(start, end), $"{ExpressionLimits.Result}"]));
    }

    /// <summary>An expression with its braces, or the text between two.</summary>
    private readonly record struct Part(Expression? Expression, int Start, int End);
}
