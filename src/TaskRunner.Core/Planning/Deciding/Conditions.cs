using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Planning.Deciding;

/// <summary>A task's <c>when</c> and <c>require</c> before the run, with those of the packages it is brought in by.</summary>
internal static class Conditions
{
    /// <summary>
    /// Evaluates in order. What reads <c>tasks</c> is left for later; a later condition that is false already now still skips
    /// the task, and one that fails is then no error, for the earlier one may guard it.
    /// </summary>
    public static ConditionResult Judge(TaskInstance instance, DiagnosticBag diagnostics)
    {
        if (instance.Level.Through is null && instance.Definition.When.IsEmpty)
        {
            return new ConditionResult(true, null);
        }

        Expression? open = null;
        foreach (var owner in OwnersOf(instance))
        {
            foreach (var condition in owner.Definition.When)
            {
                if (condition.Reads("tasks"))
                {
                    open ??= condition;
                }
                else if (PlanCondition.Evaluate(condition, PlanNames.OfInstance(owner), open is null ? diagnostics : new DiagnosticBag()) == false)
                {
                    return new ConditionResult(false, condition);
                }
            }
        }

        return new ConditionResult(open is null ? true : null, open);
    }

    public static void CheckRequirements(TaskInstance instance, DiagnosticBag invalid, DiagnosticBag refused)
    {
        foreach (var requirement in instance.Definition.Require)
        {
            if (PlanCondition.Evaluate(requirement.That, PlanNames.OfInstance(instance), invalid) == false)
            {
                refused.Add(new Diagnostic("TR5020", Severity.Error, requirement.Span, [instance.Name, requirement.That.Text])
                {
                    OwnText = requirement.Message == LocalizedText.Empty ? null : requirement.Message.Default,
                });
            }
        }
    }

    /// <summary>The inner packages' instances around it, outermost first, and itself.</summary>
    public static IEnumerable<TaskInstance> OwnersOf(TaskInstance instance)
    {
        if (instance.Level.Through is { } through)
        {
            foreach (var outer in OwnersOf(through))
            {
                yield return outer;
            }
        }

        yield return instance;
    }
}

/// <param name="Holds">Null: known only when the tasks before are done.</param>
/// <param name="Deciding">The condition that is false, or the first that is open; null when all hold.</param>
internal readonly record struct ConditionResult(bool? Holds, Expression? Deciding);
