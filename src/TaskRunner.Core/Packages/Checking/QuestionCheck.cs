using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Schemas;

namespace TaskRunner.Packages.Checking;

/// <summary>
/// The conditions of questions (<c>x-when</c>) can be parsed: one that cannot would first be met by whoever answers them. What they
/// read is not checked here, for while answers are put together any of them may be missing.
/// </summary>
internal static class QuestionCheck
{
    public static void Run(PackageManifest manifest, IEnumerable<TaskDefinition> tasks, DiagnosticBag diagnostics)
    {
        // A mode shares what it does not change with its task, a task with the definition it uses: each is looked at once.
        var seen = new HashSet<SchemaNode>();
        foreach (var schema in Schemas(manifest, tasks).OfType<Schema>())
        {
            foreach (var node in SchemaWalk.From(schema.Root))
            {
                if (node.Extensions.When is { } when && seen.Add(node))
                {
                    Expression.Parse(when.Text, when.Span, diagnostics);
                }
            }
        }
    }

    private static IEnumerable<Schema?> Schemas(PackageManifest manifest, IEnumerable<TaskDefinition> tasks)
    {
        yield return manifest.Global;
        yield return manifest.Config;
        foreach (var task in tasks)
        {
            yield return task.Config;
            foreach (var mode in task.Modes)
            {
                yield return mode.Effective.Config;
            }
        }
    }
}
