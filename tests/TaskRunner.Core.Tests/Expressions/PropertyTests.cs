using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

public sealed class PropertyTests
{
    /// <summary>What the values themselves may still break after the check: they are no version, no JSON, too large, empty, beyond the end of a list.</summary>
    private static readonly string[] OnlyValuesTell = ["TR4019", "TR4027", "TR4028", "TR4029", "TR4030", "TR4032", "TR4033"];

    [Fact]
    public void What_is_printed_reads_as_the_same_expression() => Generated.Expression.Sample(
        text =>
        {
            var once = Printer.Print(Evaluation.Parse(text).Root);
            Assert.Equal(once, Printer.Print(Evaluation.Parse(once).Root));
            Assert.Equal(Outcome(text), Outcome(once));
        },
        iter: 5_000);

    [Fact]
    public void Places_of_nodes_cover_exactly_their_text() => Generated.Expression.Sample(
        text =>
        {
            foreach (var reference in Evaluation.Parse(text).References.Where(r => !r.IsPartial))
            {
                var written = text[reference.Span.Start..reference.Span.End];
                var again = Assert.Single(Evaluation.Parse(written).References);
                Assert.Equal(reference.ToString(), again.ToString());
            }
        },
        iter: 5_000);

    [Fact]
    public void What_passes_the_check_fails_only_for_what_values_tell()
    {
        var scope = (MapShape)Shapes.Of(Evaluation.Scope);
        Generated.Expression.Sample(
            text =>
            {
                var errors = new DiagnosticBag();
                var expression = Evaluation.Parse(text);
                ExpressionChecker.Check(expression, scope, errors);
                if (errors.HasErrors)
                {
                    return;
                }

                try
                {
                    expression.Evaluate(Evaluation.Scope);
                }
                catch (ExpressionException e)
                {
                    // What is one or another kind (choices, items of lists, JSON) has no shape, so there everything may still go wrong.
                    var open = new[] { "[", "?", "||", "&&", "default", "fromJson" }.Any(o => text.Contains(o, StringComparison.Ordinal));
                    Assert.True(open || OnlyValuesTell.Contains(e.Diagnostic.Code), $"{e.Diagnostic.Code}: {e.Message}");
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void A_hundred_thousand_slips_of_the_hand_give_values_or_diagnostics_and_nothing_else()
    {
        var random = new Random(4);
        var scope = (MapShape)Shapes.Of(Evaluation.Scope);
        var corpus = Generated.Expression.Array[200].Single(_ => true, seed: "0000KOIPe036");
        var (read, refused) = (0, 0);
        for (var i = 0; i < 100_000; i++)
        {
            var text = Generated.Mutate(corpus[i % corpus.Length], random);
            var errors = new DiagnosticBag();
            if (Expression.Parse(text, Evaluation.SpanOf(text), errors) is not { } expression)
            {
                refused++;
                AssertWithin(text, errors);
                continue;
            }

            read++;
            ExpressionChecker.Check(expression, scope, errors);
            AssertWithin(text, errors);
            Outcome(expression);
        }

        Assert.True(read > 10_000 && refused > 10_000, $"{read} read, {refused} refused: the corpus has become one-sided");
    }

    [Fact]
    public void Any_text_at_all_is_read_or_refused() => Gen.String.Sample(
        text =>
        {
            var errors = new DiagnosticBag();
            var expression = Expression.Parse(text, Evaluation.SpanOf(text), errors);
            Assert.Equal(expression is null, errors.HasErrors);
            Template.Parse("${{" + text, Evaluation.SpanOf("${{" + text), new DiagnosticBag());
        },
        iter: 20_000);

    private static void AssertWithin(string text, DiagnosticBag errors)
    {
        foreach (var error in errors.Items)
        {
            Assert.InRange(error.Span.Start, 0, text.Length);
            Assert.InRange(error.Span.End, error.Span.Start, text.Length);
        }
    }

    private static string Outcome(string text) => Outcome(Evaluation.Parse(text));

    /// <summary>The value or the code; anything else that is thrown fails the test.</summary>
    private static string Outcome(Expression expression)
    {
        try
        {
            return expression.Evaluate(Evaluation.Scope).ToString();
        }
        catch (ExpressionException e)
        {
            return e.Diagnostic.Code;
        }
    }
}
