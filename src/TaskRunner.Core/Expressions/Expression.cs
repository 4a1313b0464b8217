using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// An expression of a package, read once and evaluated over any number of scopes. Immutable and thread safe. The language is
/// described beside <see cref="ExpressionParser"/>.
/// </summary>
public sealed class Expression
{
    private readonly ScalarPlace _place;
    private readonly int _start;
    private readonly int _end;

    private Expression(ScalarPlace place, int start, int end, Node root)
    {
        (_place, _start, _end, Root) = (place, start, end, root);
        References = ReferenceCollector.Collect(root, place);
    }

    /// <summary>As it was written, without the white space around it where it stands in a template.</summary>
    public string Text => _place.Text[_start.._end];

    /// <summary>Every chain of members it reads, in the order they are written.</summary>
    public ImmutableArray<Reference> References { get; }

    /// <summary>Where it stands in the user's file.</summary>
    public SourceSpan Span => _place.At(Root.Start, Root.End);

    internal Node Root { get; }

    internal ScalarPlace Place => _place;

    /// <param name="text">The bare expression, as it is in <c>when</c>.</param>
    /// <param name="span">The scalar it was read from, or the stretch of it that is exactly the text; positions of errors point into it.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>The expression, or null after an error was added.</returns>
    public static Expression? Parse(string text, SourceSpan span, DiagnosticBag diagnostics) =>
        Parse(new ScalarPlace(text, span), 0, text.Length, diagnostics);

    /// <summary>Whether it reads anything below one of the names an expression can begin with.</summary>
    public bool Reads(string root)
    {
        foreach (var reference in References)
        {
            if (reference.Root == root)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The value over a scope: a map with those of the names <c>config package global tasks services installation run each
    /// release</c> that are to be had here. Where the scope holds secrets that are not revealed, what is made from one is a
    /// <see cref="SecretValue"/> whose fingerprint follows from the operation and its operands.
    /// </summary>
    /// <exception cref="ExpressionException">The values do not allow it: a member of null, a string compared with a number …</exception>
    public Value Evaluate(MapValue scope) => new Evaluator(_place, scope).Evaluate(Root);

    /// <summary>Whether a result decides a condition for: not null, false, 0 or the empty string.</summary>
    /// <exception cref="ArgumentException">The value is a secret: report that before.</exception>
    public static bool IsTrue(Value value) =>
        value is SecretValue ? throw new ArgumentException("a secret decides nothing", nameof(value)) : Evaluator.IsTrue(value);

    /// <summary>
    /// Whether the result over a revealed scope must be treated as a secret: it is made from something that is.
    /// </summary>
    /// <param name="isSecret">For instance <see cref="Reference.IsSecretIn"/> over the scope before it was revealed.</param>
    public bool IsSecret(Func<Reference, bool> isSecret)
    {
        foreach (var reference in References)
        {
            if (!reference.OnlyComparedWithNull && isSecret(reference))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => Text;

    internal static Expression? Parse(ScalarPlace place, int start, int end, DiagnosticBag diagnostics) =>
        ExpressionParser.Parse(place, start, end, new ErrorSink(place, diagnostics)) is { } root
            ? new Expression(place, start, end, root)
            : null;
}
