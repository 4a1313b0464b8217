using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Packages.Reading;
using TaskRunner.Schemas;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Packages.Checking;

/// <summary>Checks one task against its type: the spec, the files it names, and what its policy asks of it.</summary>
internal sealed class TypeCheck(ReadContext context)
{
    private static readonly EvaluationOptions Options = new()
    {
        IsUnknown = value => value is StringValue text && Template.IsIn(text.Text),
        AppliesDefaults = false,
    };

    private DiagnosticBag Diagnostics => context.Diagnostics;

    /// <param name="task">The task, or what a mode makes of it.</param>
    /// <param name="supplied">The outputs of a mode that runs nothing; null for others.</param>
    /// <returns>The task with plain scalars of its spec turned into the texts its type wants.</returns>
    public TaskDefinition Check(TaskDefinition task, MapValue? supplied = null)
    {
        if (task.Type == InnerPackages.TypeName || context.TypeOf(task.Type) is not { } type)
        {
            return task;
        }

        if (supplied is not null)
        {
            RefuseFound([supplied]);
            return task;
        }

        if (type.Description.WritesOutputs)
        {
            RefuseFound(task.Outputs.Select(o => o.Value).OfType<Value>());
        }
        else
        {
            RequireValues(task);
        }

        var result = type.Spec.Evaluate(WithoutOwn(task.Spec), Options);
        if (!result.IsValid)
        {
            foreach (var error in result.Errors)
            {
                Diagnostics.Add(error with { Pointer = null, Span = error.Span == SourceSpan.None ? task.Span : error.Span });
            }

            return task;
        }

        var spec = result.Value as MapValue ?? MapValue.Empty;
        type.Type.Check(new TaskCheck(task.Name, spec, context.Directory), Diagnostics);
        CheckPolicy(task, type.Type.CapabilitiesOf(spec));
        return ReferenceEquals(spec, task.Spec) ? task : task with { Spec = spec };
    }

    private void RequireValues(TaskDefinition task)
    {
        foreach (var output in task.Outputs)
        {
            if (output.Value is null && output.Default is null && !output.IsNullable)
            {
                Diagnostics.Error("TR1226", output.Span, output.Name, task.Type);
            }
        }
    }

    /// <summary>A type that writes its outputs itself, or a mode that runs nothing, has found nothing an expression could read.</summary>
    private void RefuseFound(IEnumerable<Value> written)
    {
        foreach (var value in written)
        {
            var tree = TemplateTree.Compile(value, new DiagnosticBag());
            foreach (var reference in tree.References.Where(r => ManifestScopes.Found.Contains(r.Root)))
            {
                Diagnostics.Error("TR1311", reference.Span, reference.Root, string.Join(", ", ManifestScopes.Names.Except(ManifestScopes.Found)));
            }
        }
    }

    private void CheckPolicy(TaskDefinition task, TaskCapabilities can)
    {
        var policy = task.Policy;
        if (policy.OnUnknown == UnknownRule.Probe && !can.HasFlag(TaskCapabilities.Probe))
        {
            Diagnostics.Error("TR1341", task.Span, task.Name);
        }

        if (policy.Rollback && !can.HasFlag(TaskCapabilities.Rollback))
        {
            Diagnostics.Error("TR1342", task.Span, task.Name);
        }

        if (!policy.Rollback && policy.OnUnknown == UnknownRule.Rollback)
        {
            Diagnostics.Error("TR1346", task.Span, task.Name);
        }

        if (!policy.Rollback && can.HasFlag(TaskCapabilities.Rollback))
        {
            Diagnostics.Warning("TR1345", task.Span, task.Name);
        }

        if (policy is { Rollback: false, Idempotent: false, Retry: { } retry } && !IsOne(retry.Attempts))
        {
            Diagnostics.Warning("TR1343", task.Span, task.Name);
        }

        if (policy is { Idempotent: false, OnUnknown: UnknownRule.Execute })
        {
            Diagnostics.Warning("TR1347", task.Span, task.Name);
        }
    }

    private static bool IsOne(Value attempts) => attempts is NumberValue number && number.TryGetInt64(out var count) && count == 1;

    private static MapValue WithoutOwn(MapValue spec)
    {
        foreach (var entry in spec.Entries)
        {
            if (Fields.IsAuthorsOwn(entry.Key))
            {
                return new MapValue([.. spec.Entries.Where(e => !Fields.IsAuthorsOwn(e.Key))], spec.Span);
            }
        }

        return spec;
    }
}
