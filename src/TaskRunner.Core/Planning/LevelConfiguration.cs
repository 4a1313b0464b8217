using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>Gives each level of a plan its configuration, the package's first, for modes and tasks may read it.</summary>
internal sealed class LevelConfiguration(PlanInputs inputs, DiagnosticBag diagnostics)
{
    public void Resolve(PackageLevel level, MapValue answers)
    {
        level.Config = Evaluate(level.Manifest.Config, answers["config"] as MapValue ?? MapValue.Empty);
        var global = Evaluate(level.Manifest.Global, inputs.Global);
        level.Names = PlanNames.OfLevel(level, global, inputs);
    }

    public void ResolveInner(PackageLevel level)
    {
        try
        {
            var answers = level.Through!.Group.Spec.Render(PlanNames.OfInstance(level.Through)) as MapValue;
            Resolve(level, answers ?? MapValue.Empty);
        }
        catch (ExpressionException e)
        {
            diagnostics.Add(e.Diagnostic);
        }
    }

    public void ResolveTasks(PackageLevel level)
    {
        var answers = (level.Through is null ? inputs.Answers : MapValue.Empty)["tasks"] as MapValue ?? MapValue.Empty;
        foreach (var group in level.Groups.Values)
        {
            if (group.Definition.Config is { } schema)
            {
                group.Config = Evaluate(schema, answers[group.Definition.Name] as MapValue ?? MapValue.Empty);
            }
        }
    }

    private static MapValue Evaluate(Schema? schema, MapValue answers) =>
        schema is null ? MapValue.Empty : schema.Evaluate(answers).Value as MapValue ?? MapValue.Empty;
}
