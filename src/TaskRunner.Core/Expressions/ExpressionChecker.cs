using TaskRunner.Diagnostics;

namespace TaskRunner.Expressions;

/// <summary>
/// Checks expressions before the run, against what is known of the values they will get: unknown names and members, wrong
/// kinds, null where it is not provided for, comparisons that can never hold. What is not known (<see cref="AnyShape"/>) is
/// never complained about, so a check that passes promises less than the evaluation, and one that fails is always right.
/// </summary>
public static class ExpressionChecker
{
    /// <param name="expression">What is checked.</param>
    /// <param name="scope">The names that are to be had where the expression stands; any other is reported.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <param name="given">
    /// Conditions that hold wherever the expression is evaluated (the task's <c>when</c>): what they test for null is not null here.
    /// </param>
    /// <returns>What the result will be; <see cref="Shape.HoldsSecret"/> says whether it is made from a secret.</returns>
    public static Shape Check(Expression expression, MapShape scope, DiagnosticBag diagnostics, IEnumerable<Expression>? given = null) =>
        new ShapeChecker(expression.Place, scope, diagnostics).Check(expression.Root, Expectation.Given(given));

    /// <summary>
    /// Checks an expression that decides something: it cannot be made from a secret, for decisions are shown. Of a list of
    /// conditions those before are <paramref name="given"/>.
    /// </summary>
    public static void CheckCondition(
        Expression condition, MapShape scope, DiagnosticBag diagnostics, IEnumerable<Expression>? given = null)
    {
        var shape = new ShapeChecker(condition.Place, scope, diagnostics).Check(condition.Root, Expectation.Given(given).AsTested);
        if (shape.IsSecret)
        {
            diagnostics.Error("TR4046", condition.Span, condition.Text);
        }
    }

    /// <summary>Checks the expressions of a template; within a text none may be null.</summary>
    public static Shape Check(Template template, MapShape scope, DiagnosticBag diagnostics, IEnumerable<Expression>? given = null)
    {
        if (template.Alone is { } alone)
        {
            return Check(alone, scope, diagnostics, given);
        }

        var secret = false;
        var around = Expectation.Given(given);
        foreach (var expression in template.Expressions)
        {
            var checker = new ShapeChecker(expression.Place, scope, diagnostics);
            var shape = checker.Check(expression.Root, around);
            checker.RequireText(expression.Root, shape);
            secret |= shape.HoldsSecret;
        }

        return new ScalarShape(ScalarKind.String) { IsSecret = secret };
    }
}
