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

    /// <summary>Templates filled when the task runs: spec, outputs, the service's version.</summary>
    public ImmutableArray<Template> Work { get; private init; } = [];

    /// <summary>Templates of the service's name, needed before anything runs.</summary>
    public ImmutableArray<Template> ServiceName { get; private init; } = [];

    /// <summary>Templates over config and global: times, retry, <c>forEach</c>.</summary>
    public ImmutableArray<Template> Policy { get; private init; } = [];

    /// <summary>What it reads of tasks, anywhere.</summary>
    public IEnumerable<Reference> TaskReferences =>
        Work.SelectMany(t => t.References).Concat(Task.When.SelectMany(w => w.References)).Where(r => r.Root == "tasks");

    /// <returns>The expressions, or null when there are none, as in most tasks of a generated package.</returns>
    public static TaskExpressions? Of(TaskDefinition task, MapValue outputValues, DiagnosticBag diagnostics)
    {
        var work = ImmutableArray.CreateBuilder<Template>();
        Compile(task.Spec, work, diagnostics);
        Compile(outputValues, work, diagnostics);
        foreach (var output in task.Outputs)
        {
            Compile(output.Value, work, diagnostics);
        }

        Compile(task.Service?.Version, work, diagnostics);
        var (name, policy) = (ImmutableArray.CreateBuilder<Template>(), ImmutableArray.CreateBuilder<Template>());
        Compile(task.Service?.Name, name, diagnostics);
        foreach (var value in PolicyValues(task))
        {
            Compile(value, policy, diagnostics);
        }

        return work.Count + name.Count + policy.Count + task.When.Length + task.Require.Length == 0
            ? null
            : new TaskExpressions(task)
            {
                Work = work.DrainToImmutable(),
                ServiceName = name.DrainToImmutable(),
                Policy = policy.DrainToImmutable(),
            };
    }

    private static ReadOnlySpan<Value?> PolicyValues(TaskDefinition task)
    {
        var retry = task.Policy.Retry;
        return new Value?[] { task.Policy.Timeout, task.Policy.Grace, retry?.Attempts, retry?.Backoff, retry?.MaxBackoff, task.ForEach?.Items };
    }

    private static void Compile(Value? value, ImmutableArray<Template>.Builder templates, DiagnosticBag diagnostics)
    {
        if (value is not null && TemplateTree.Compile(value, diagnostics) is { IsConstant: false } tree)
        {
            templates.AddRange(tree.Templates);
        }
    }
}
