using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>The package's own outputs, for people: templates over its tasks' outputs, secrets hidden.</summary>
internal static class PackageOutputs
{
    /// <summary>Name under which they are recorded with the outputs of tasks; no task can have it.</summary>
    public const string Key = "";

    public static MapValue Of(PlannedRun planned, RunState run)
    {
        var written = planned.Inputs.Package.Manifest.Outputs;
        if (run.Status != RunStatus.Succeeded || planned.Graph.Instances.IsEmpty || written.Entries.IsEmpty)
        {
            return MapValue.Empty;
        }

        var (names, level) = (new RunNames(planned, run), planned.Graph.Level);
        var outputs = MapValue.Empty;
        foreach (var entry in written.Entries)
        {
            var tree = TaskGroup.Compile(entry.Value);
            try
            {
                outputs = outputs.With(entry.Key, tree.Render(names.Of(level, tree.References)));
            }
            catch (ExpressionException)
            {
                outputs = outputs.With(entry.Key, Value.Null); // reads a task that was skipped: nothing to show
            }
        }

        return outputs;
    }
}
