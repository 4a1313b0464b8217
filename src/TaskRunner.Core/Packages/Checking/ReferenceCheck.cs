using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Packages.Reading;
using TaskRunner.Values;

namespace TaskRunner.Packages.Checking;

/// <summary>Finds what expressions read of other tasks, makes the edges that follow from it, then checks every expression.</summary>
internal sealed class ReferenceCheck(PackageManifest manifest, TaskList tasks, EdgeSet edges, DiagnosticBag diagnostics)
{
    private readonly EdgeReader _names = new(tasks, edges, diagnostics);
    private readonly List<(int Task, TaskExpressions Expressions)> _found = [];

    /// <summary>First all edges, then the checks, which ask what edges there are.</summary>
    public void Run()
    {
        for (var i = 0; i < tasks.Count; i++)
        {
            Collect(i, tasks[i], MapValue.Empty);
            foreach (var mode in tasks[i].Modes)
            {
                Collect(i, mode.Effective, mode.OutputValues);
            }
        }

        var outputs = Compile(manifest.Outputs);
        var scopes = new ManifestScopes(manifest, tasks, edges);
        foreach (var (task, expressions) in _found)
        {
            CheckStates(task, expressions);
            Check(task, expressions, scopes);
        }

        for (var i = 0; i < tasks.Count; i++)
        {
            foreach (var mode in tasks[i].Modes)
            {
                CheckCondition(mode.When, scopes.Mode);
            }
        }

        CheckOutputs(outputs, scopes);
    }

    private void Collect(int index, TaskDefinition task, MapValue outputValues)
    {
        if (TaskExpressions.Of(task, outputValues, diagnostics) is not { } expressions)
        {
            return;
        }

        _found.Add((index, expressions));
        foreach (var reference in expressions.TaskReferences)
        {
            if (Target(reference) is { } from && !IsState(reference))
            {
                edges.AddReference(from, index, reference.Span);
            }
        }
    }

    /// <summary>The task a reference reads; a name that is not known before the run, or not at all, is reported.</summary>
    private int? Target(Reference reference)
    {
        if (!reference.Path.IsEmpty)
        {
            return _names.Find(reference.Path[0], reference.Span, "TR1309");
        }

        diagnostics.Error("TR1310", reference.Span);
        return null;
    }

    private static bool IsState(Reference reference) => reference.Path is [_, "state", ..];

    private void CheckStates(int task, TaskExpressions expressions)
    {
        foreach (var reference in expressions.TaskReferences.Where(IsState))
        {
            if (tasks.TryFind(reference.Path[0], out var read) && !edges.Between(read, task).Any())
            {
                diagnostics.Error("TR1308", reference.Span, reference.Path[0], tasks[task].Name);
            }
        }
    }

    private void Check(int index, TaskExpressions expressions, ManifestScopes scopes)
    {
        var task = expressions.Task;
        var plan = task.When.IsEmpty && task.Require.IsEmpty && expressions.Work.IsEmpty && expressions.Results.IsEmpty ? MapShape.Empty : scopes.OfPlan(task);
        for (var i = 0; i < task.When.Length; i++)
        {
            var scope = scopes.OfRun(plan, index, References(task.When[i].References), task.When.Take(i));
            CheckCondition(task.When[i], scope, task.When.Take(i));
        }

        foreach (var requirement in task.Require)
        {
            CheckCondition(requirement.That, plan, task.When.TakeWhile(w => !w.Reads("tasks")));
        }

        if (!expressions.Work.IsEmpty)
        {
            CheckAll(expressions.Work, scopes.OfRun(plan, index, References(expressions.Work.SelectMany(t => t.References)), task.When), task.When);
        }

        if (!expressions.Results.IsEmpty)
        {
            CheckAll(expressions.Results, scopes.OfResults(plan, index, References(expressions.Results.SelectMany(t => t.References)), task.When), task.When);
        }

        if (!expressions.Policy.IsEmpty)
        {
            CheckAll(expressions.Policy, scopes.OfPolicy(task));
        }

        CheckAll(expressions.ServiceName, scopes.OfServiceName(task));
    }

    /// <param name="templates">What is checked.</param>
    /// <param name="scope">What may be read there.</param>
    /// <param name="given">Conditions that hold when they are filled.</param>
    private void CheckAll(IEnumerable<Template> templates, MapShape scope, IEnumerable<Expression>? given = null)
    {
        foreach (var template in templates.Where(t => MayRead(t.References, scope)))
        {
            ExpressionChecker.Check(template, scope, diagnostics, given);
        }
    }

    private void CheckCondition(Expression condition, MapShape scope, IEnumerable<Expression>? given = null)
    {
        if (MayRead(condition.References, scope))
        {
            ExpressionChecker.CheckCondition(condition, scope, diagnostics, given);
        }
    }

    /// <summary>A name that exists, but not at this place, gets an error that says so.</summary>
    private bool MayRead(IEnumerable<Reference> references, MapShape scope)
    {
        var may = true;
        foreach (var reference in references.Where(r => !scope.Members.ContainsKey(r.Root) && ManifestScopes.Names.Contains(r.Root)))
        {
            diagnostics.Error("TR1311", reference.Span, reference.Root, string.Join(", ", scope.Members.Keys.Order(StringComparer.Ordinal)));
            may = false;
        }

        return may;
    }

    private Template[] Compile(MapValue outputs)
    {
        var templates = TemplateTree.Compile(outputs, diagnostics).Templates.ToArray();
        foreach (var reference in References(templates.SelectMany(t => t.References)))
        {
            Target(reference);
        }

        return templates;
    }

    private void CheckOutputs(Template[] templates, ManifestScopes scopes)
    {
        CheckAll(templates, scopes.OfRun(scopes.Mode, -1, References(templates.SelectMany(t => t.References)), []));
    }

    private static IEnumerable<Reference> References(IEnumerable<Reference> references) => references.Where(r => r.Root == "tasks");
}
