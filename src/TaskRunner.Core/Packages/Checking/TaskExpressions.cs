using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Checking;

/// <summary>Every expression of a task, sorted by what it may read.</summary>
internal sealed class TaskExpressions
{
    private TaskExpressions(TaskDefinition task) => Task = task;

    /// <summary>The task, or what it is in one of its modes.</summary>
    public TaskDefinition Task { get; }

    /// <summary>Templates filled before the task runs, and the outputs of a mode that runs nothing.</summary>
    public ImmutableArray<Template> Work { get; private init; } = [];

    /// <summary>Templates filled after it ran: outputs, the service's version. They may read what its type found.</summary>
    public ImmutableArray<Template> Results { get; private init; } = [];

    /// <summary>Templates of the service's name, needed before anything runs.</summary>
    public ImmutableArray<Template> ServiceName { get; private init; } = [];

    /// <summary>Templates over config and global: times, retry, <c>forEach</c>.</summary>
    public ImmutableArray<Template> Policy { get; private init; } = [];

    /// <summary>What it reads of tasks, anywhere.</summary>
    public IEnumerable<Reference> TaskReferences =>
        Work.Concat(Results).SelectMany(t => t.References).Concat(Task.When.SelectMany(w => w.References)).Where(r => r.Root == "tasks");

    /// <returns>The expressions, or null when there are none, as in most tasks of a generated package.</returns>
    public static TaskExpressions? Of(TaskDefinition task, MapValue outputValues, DiagnosticBag diagnostics)
    {
        // Generated packages have very many tasks without any template: those cost no memory here.
        var work = Compile(task.Spec, null, diagnostics);
        work = Compile(outputValues, work, diagnostics);
        ImmutableArray<Template>.Builder? results = null;
        foreach (var output in task.Outputs)
        {
            results = Compile(output.Value, results, diagnostics);
        }

        results = Compile(task.Service?.Version, results, diagnostics);
        var name = Compile(task.Service?.Name, null, diagnostics);
        var policy = CompilePolicy(task, diagnostics);
        return work is null && results is null && name is null && policy is null && task.When.IsEmpty && task.Require.IsEmpty
            ? null
            : new TaskExpressions(task)
            {
                Work = work?.ToImmutable() ?? [],
                Results = results?.ToImmutable() ?? [],
                ServiceName = name?.ToImmutable() ?? [],
                Policy = policy?.ToImmutable() ?? [],
            };
    }

    private static ImmutableArray<Template>.Builder? CompilePolicy(TaskDefinition task, DiagnosticBag diagnostics)
    {
        var found = Compile(task.Policy.Timeout, null, diagnostics);
        found = Compile(task.Policy.Grace, found, diagnostics);
        found = Compile(task.ForEach?.Items, found, diagnostics);
        if (task.Policy.Retry is { } retry)
        {
            found = Compile(retry.Attempts, found, diagnostics);
            found = Compile(retry.Backoff, found, diagnostics);
            found = Compile(retry.MaxBackoff, found, diagnostics);
        }

        return found;
    }

    private static ImmutableArray<Template>.Builder? Compile(Value? value, ImmutableArray<Template>.Builder? found, DiagnosticBag diagnostics)
    {
        if (value is not null && TemplateTree.Compile(value, diagnostics) is { IsConstant: false } tree)
        {
            found ??= ImmutableArray.CreateBuilder<Template>();
            found.AddRange(tree.Templates);
        }

        return found;
    }
}
