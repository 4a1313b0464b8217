using TaskRunner.Expressions;
using TaskRunner.Planning.Instances;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>The entries of the register a plan depends on: those its expressions name, those it needs, and those it would write.</summary>
internal static class ServicesRead
{
    public static MapValue Of(PlannedRun planned)
    {
        var all = false;
        var names = new SortedSet<string>(planned.Plan.Tasks.Select(t => t.Service).OfType<string>(), StringComparer.Ordinal);
        foreach (var reference in planned.Graph.Instances.Select(i => i.Group).Distinct().SelectMany(ReferencesOf).Where(r => r.Root == "services"))
        {
            all |= reference.Path.IsEmpty;
            names.UnionWith(reference.Path.Take(1));
        }

        names.UnionWith(planned.Inputs.Package.Manifest.RequiredServices.Select(r => r.Service));
        var register = planned.Inputs.Services.Names;
        return new MapValue([.. register.Entries.Where(e => all || names.Contains(e.Key))]);
    }

    private static IEnumerable<Reference> ReferencesOf(TaskGroup group)
    {
        var definition = group.Definition;
        var conditions = definition.When.Concat(definition.Require.Select(r => r.That)).Concat(definition.Modes.Select(m => m.When));
        return conditions.SelectMany(c => c.References).Concat(group.Spec.References);
    }
}
