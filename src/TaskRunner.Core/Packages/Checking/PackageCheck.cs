using TaskRunner.Model;
using TaskRunner.Packages.Reading;

namespace TaskRunner.Packages.Checking;

/// <summary>Checks what was read as a whole: tasks against their types, expressions against what they read, the graph.</summary>
internal sealed class PackageCheck(ReadContext context, PackageManifest manifest, TaskList tasks, EdgeSet edges)
{
    private const int MostPlaces = 6;
    private const int MostNames = 20;

    public PackageManifest Run()
    {
        CheckTypes();
        QuestionCheck.Run(manifest, tasks.ToImmutable(), context.Diagnostics);
        new ReferenceCheck(manifest, tasks, edges, context.Diagnostics).Run();
        CheckCycles();
        return manifest with { Tasks = tasks.ToImmutable(), Edges = edges.ToImmutable() };
    }

    private void CheckTypes()
    {
        var check = new TypeCheck(context);
        for (var i = 0; i < tasks.Count; i++)
        {
            var task = check.Check(tasks[i]);
            tasks[i] = task.Modes.IsEmpty
                ? task
                : task with { Modes = [.. task.Modes.Select(m => m with { Effective = check.Check(m.Effective, m.OutputOnly ? m.OutputValues : null) })] };
        }
    }

    private void CheckCycles()
    {
        foreach (var cycle in CycleSearch.Find(tasks.Count, edges.Count, i => edges.NumbersOf(i).From, i => edges.NumbersOf(i).To))
        {
            var names = cycle.Select(e => edges[e].From.Task).ToArray();
            var path = names.Length <= MostNames ? names : [.. names[..(MostNames / 2)], $"… ({names.Length})", .. names[^(MostNames / 2)..]];
            var places = cycle.Take(MostPlaces).Select(e => $"{edges[e].From.Task} → {edges[e].To.Task} ({edges[e].Span.StartPosition.Line})");
            context.Diagnostics.Error("TR1302", edges[cycle[^1]].Span, string.Join(" → ", path.Append(names[0])), string.Join(", ", places));
        }
    }
}
