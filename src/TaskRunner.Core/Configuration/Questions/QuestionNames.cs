using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>
/// The names a package's answers can have, whatever modes are taken: for proposals, and to know what may be secret before
/// anything could be read.
/// </summary>
/// <param name="Questions">The package's own questions.</param>
/// <param name="Tasks">Full names of all tasks.</param>
/// <param name="Secrets">Names of properties that are secret or hold secrets.</param>
internal sealed record QuestionNames(IReadOnlyCollection<string> Questions, IReadOnlySet<string> Tasks, IReadOnlySet<string> Secrets)
{
    public static QuestionNames Of(PackageManifest package)
    {
        var (tasks, secrets) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        Gather(package, "", tasks, secrets);
        return new QuestionNames([.. SchemaFacets.Of(package.Config?.Root).Names], tasks, secrets);
    }

    /// <summary>Hides, in texts that could not be read, what stands behind the names of secrets.</summary>
    public void MaskUnreadable(ResolutionTools tools)
    {
        foreach (var source in tools.Diagnostics.Items.Select(d => d.Span.Source).OfType<SourceText>().Distinct())
        {
            foreach (var span in UnreadableSecrets.In(source, Secrets))
            {
                tools.Mask.Hide(span);
            }
        }
    }

    /// <summary>Answers to tasks that are not there are errors, those to tasks a mode leaves out now are warnings.</summary>
    public void ReportUnasked(ImmutableArray<AnswerLayer> layers, IReadOnlyCollection<string> asked, ResolutionTools tools)
    {
        foreach (var (name, nameSpan, valueSpan) in layers.SelectMany(TasksOf).Where(t => !asked.Contains(t.Name)))
        {
            tools.Mask.Hide(valueSpan);
            var isKnown = Tasks.Contains(name);
            tools.Diagnostics.Add(new Diagnostic(isKnown ? "TR3012" : "TR3029", isKnown ? Severity.Warning : Severity.Error, nameSpan, [ScopeName.Of(name)])
            {
                Pointer = ScopeName.Pointer(name),
                DidYouMean = isKnown ? null : NearestName.Of(name, Tasks),
            });
        }
    }

    private static IEnumerable<(string Name, SourceSpan NameSpan, SourceSpan ValueSpan)> TasksOf(AnswerLayer layer) => layer switch
    {
        AnswerLayer.Document document => document.Tasks.Select(t => (t.Key, t.KeySpan, t.Value.Span)),
        AnswerLayer.Setting { Task: { } task } setting => [(task, setting.Assignment.Path[1].Span, setting.Assignment.Span)],
        _ => [],
    };

    private static void Gather(PackageManifest package, string prefix, HashSet<string> tasks, HashSet<string> secrets)
    {
        GatherSecrets(package.Config, secrets);
        foreach (var task in package.Tasks)
        {
            var name = prefix + task.Name;
            tasks.Add(name);
            GatherTask(task, name, tasks, secrets);
            foreach (var mode in task.Modes)
            {
                GatherTask(mode.Effective, name, tasks, secrets);
            }
        }
    }

    private static void GatherTask(TaskDefinition task, string name, HashSet<string> tasks, HashSet<string> secrets)
    {
        GatherSecrets(task.Config, secrets);
        if (task.Inner is { } inner)
        {
            tasks.Add(name + "/");
            Gather(inner, name + "/", tasks, secrets);
        }
    }

    private static void GatherSecrets(Schema? schema, HashSet<string> secrets)
    {
        if (schema is null)
        {
            return; // of 100,000 tasks most ask nothing
        }

        foreach (var property in SchemaWalk.From(schema.Root).SelectMany(n => n.Properties))
        {
            if (SchemaFacets.Of(property.Schema).IsSecret)
            {
                secrets.Add(property.Name);
            }
        }
    }
}
