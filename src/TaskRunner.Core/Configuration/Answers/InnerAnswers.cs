using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>What a task of type <c>package</c> answers for the package it brings in: its <c>spec.config</c> over the names it may read.</summary>
internal static class InnerAnswers
{
    private const string Key = "config";

    /// <param name="task">The task, in its mode.</param>
    /// <param name="names">What its expressions read.</param>
    /// <param name="each">The instance of its <c>forEach</c>; null where all are meant: what depends on one is then open.</param>
    /// <param name="diagnostics">Gets what fails.</param>
    public static MapValue Of(TaskDefinition task, MapValue names, MapValue? each, DiagnosticBag diagnostics)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (var entry in (task.Spec[Key] as MapValue)?.Entries ?? [])
        {
            var tree = TemplateTree.Compile(entry.Value, diagnostics);
            var isOpen = each is null && task.ForEach is not null && tree.References.Any(r => r.Root == "each");
            try
            {
                entries.Add(entry with { Value = isOpen ? Open(task, entry) : tree.Render(each is null ? names : names.With("each", each)) });
            }
            catch (ExpressionException e)
            {
                diagnostics.Add(e.Diagnostic);
            }
        }

        return new MapValue(entries.ToImmutable());
    }

    /// <summary>A value that differs from instance to instance: answered, but not known; it fits everything, as a secret does.</summary>
    private static SecretValue Open(TaskDefinition task, MapEntry entry) =>
        new(new SecretContent.Derived(), $"each:{task.Name}/{entry.Key}", entry.Value.Span);
}
