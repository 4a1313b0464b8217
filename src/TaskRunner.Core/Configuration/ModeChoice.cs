using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>Takes the first mode whose condition holds; it decides what a task asks, so it is taken before anything is asked.</summary>
internal static class ModeChoice
{
    public static ModeDefinition? Of(TaskDefinition task, MapValue names, DiagnosticBag diagnostics)
    {
        foreach (var mode in task.Modes)
        {
            try
            {
                var value = mode.When.Evaluate(names);
                if (value is SecretValue)
                {
                    diagnostics.Error("TR3027", mode.When.Span, mode.When.Text);
                }
                else if (Expression.IsTrue(value))
                {
                    return mode;
                }
            }
            catch (ExpressionException e)
            {
                diagnostics.Add(e.Diagnostic);
            }
        }

        return null;
    }
}
