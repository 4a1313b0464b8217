using System.Collections.Immutable;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>Everything a package asks under a configuration: with the modes it takes, and what its conditions leave out marked.</summary>
public sealed class QuestionSet
{
    private QuestionSet(PackageManifest package, ImmutableArray<QuestionScope> scopes) => (Package, Scopes) = (package, scopes);

    public PackageManifest Package { get; }

    /// <summary>The package's own questions first, then those of its tasks as they are written; what asks nothing is left out.</summary>
    public ImmutableArray<QuestionScope> Scopes { get; }

    public static QuestionSet Of(ResolvedConfiguration configuration)
    {
        var scopes = ImmutableArray.CreateBuilder<QuestionScope>();
        var manifest = configuration.Package.Manifest;
        Add(scopes, ScopeQuestions.Of(null, manifest.Config), manifest.Title, null, configuration.Hidden);
        AddTasks(scopes, configuration.Package, "", configuration.Hidden);
        return new QuestionSet(manifest, scopes.ToImmutable());
    }

    private static void AddTasks(
        ImmutableArray<QuestionScope>.Builder scopes, PackageConfiguration package, string prefix, IReadOnlySet<SchemaNode> hidden)
    {
        foreach (var task in package.Manifest.Tasks.Select(t => package.Tasks[t.Name]))
        {
            var name = prefix + task.Definition.Name;
            Add(scopes, ScopeQuestions.Of(name, task.Definition.Config), task.Definition.Title, task.Mode?.Name, hidden);
            if (task.Inner is { } inner)
            {
                var scope = task.Definition.Config is null ? name : name + "/";
                Add(scopes, ScopeQuestions.Of(scope, inner.Manifest.Config), inner.Manifest.Title, task.Mode?.Name, hidden);
                AddTasks(scopes, inner, name + "/", hidden);
            }
        }
    }

    private static void Add(
        ImmutableArray<QuestionScope>.Builder scopes, ScopeQuestions questions, LocalizedText title, string? mode, IReadOnlySet<SchemaNode> hidden)
    {
        if (questions.Schema is { } schema && (questions.Facets.DeclaresKeys || questions.Facets.IsOpen))
        {
            scopes.Add(new QuestionScope(questions.Name, questions.Task, title, mode, schema, new Question(questions.Name, [], questions.Facets, null, hidden)));
        }
    }
}
