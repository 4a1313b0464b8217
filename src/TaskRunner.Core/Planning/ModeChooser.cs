using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>Takes the first mode whose condition holds.</summary>
internal static class ModeChooser
{
    public static ModeDefinition? Choose(TaskDefinition definition, MapValue names, DiagnosticBag diagnostics)
    {
        foreach (var mode in definition.Modes)
        {
            if (PlanCondition.Evaluate(mode.When, names, diagnostics) == true)
            {
                return mode;
            }
        }

        return null;
    }
}
