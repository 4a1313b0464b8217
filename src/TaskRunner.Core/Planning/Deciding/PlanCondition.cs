using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Planning.Deciding;

/// <summary>Evaluates a condition over what is known at plan time.</summary>
internal static class PlanCondition
{
    /// <returns>Null after an error was added.</returns>
    public static bool? Evaluate(Expression expression, MapValue names, DiagnosticBag diagnostics)
    {
        try
        {
            var value = expression.Evaluate(names);
            if (value is not SecretValue)
            {
                return Expression.IsTrue(value);
            }

            // Which way a condition went is seen by everybody, and would tell what the secret is.
            diagnostics.Error("TR5001", expression.Span, expression.Text);
            return null;
        }
        catch (ExpressionException e)
        {
            diagnostics.Add(e.Diagnostic);
            return null;
        }
    }
}
