using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>Evaluates what a task reads over what is known now, with secrets not revealed.</summary>
internal sealed class InputReader(PackageFiles files, TaskNames tasks)
{
    /// <summary>Stands for the run's id, which is no input.</summary>
    private static readonly MapValue NoRun = MapValue.Of(("id", Value.From("")));

    /// <summary>The task whose outputs were missing in the last call.</summary>
    public TaskInstance? Missing => tasks.Missing;

    public static MapValue WithoutRun(MapValue names) => names.With("run", NoRun);

    /// <returns>The digest of the inputs; null where outputs are missing or an error was added.</returns>
    public string? Digest(TaskInstance instance, DiagnosticBag diagnostics)
    {
        var group = instance.Group;
        var spec = Render(instance, group.Spec, diagnostics);
        return spec is null ? null : InputDigest.Of(group.Definition.Type, group.Mode?.Name, (MapValue)spec, files.Of(group));
    }

    /// <returns>Everything the spec of the task reads; null where outputs are missing.</returns>
    public MapValue? NamesOf(TaskInstance instance) =>
        tasks.AddTo(WithoutRun(PlanNames.OfInstance(instance)), instance.Level, instance.Group.Spec.References);

    /// <returns>The outputs a mode gives, or those an inner package hands on; null where outputs are missing or an error was added.</returns>
    public MapValue? Supply(TaskInstance instance, DiagnosticBag diagnostics) => instance.Inner is { } inner
        ? (MapValue?)Render(inner.Names, inner, TaskGroup.Compile(inner.Manifest.Outputs), diagnostics)
        : (MapValue?)Render(instance, TaskGroup.Compile(instance.Group.Mode!.OutputValues), diagnostics);

    private Value? Render(TaskInstance instance, TemplateTree tree, DiagnosticBag diagnostics) =>
        tree.IsConstant ? tree.Source : Render(PlanNames.OfInstance(instance), instance.Level, tree, diagnostics);

    private Value? Render(MapValue names, PackageLevel level, TemplateTree tree, DiagnosticBag diagnostics)
    {
        if (tasks.AddTo(WithoutRun(names), level, tree.References) is not { } scope)
        {
            return null;
        }

        try
        {
            return tree.Render(scope);
        }
        catch (ExpressionException e)
        {
            diagnostics.Add(e.Diagnostic);
            return null;
        }
    }
}
