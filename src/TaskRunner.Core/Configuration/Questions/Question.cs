using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>
/// One thing a package asks, as people see it. Questions form a tree, made as it is walked; a schema that contains itself makes
/// it endless, hence <see cref="IsRecursive"/>.
/// </summary>
public sealed class Question
{
    private readonly Question? _parent;
    private readonly IReadOnlySet<SchemaNode> _hidden;
    private ImmutableArray<Question>? _children;
    private ImmutableArray<QuestionAlternative>? _alternatives;

    internal Question(string scope, ImmutableArray<string> keys, SchemaFacets facets, Question? parent, IReadOnlySet<SchemaNode> hidden)
    {
        (Scope, Keys, Facets, _parent, _hidden) = (scope, keys, facets, parent, hidden);
        Kind = QuestionTexts.Kind(facets);
    }

    /// <summary><c>config</c> or <c>tasks.NAME</c>.</summary>
    public string Scope { get; }

    /// <summary>The way from the scope; empty for the scope itself. Below a list or map <c>0</c> or <c>KEY</c> stands for any item.</summary>
    public ImmutableArray<string> Keys { get; }

    public string Name => Keys.IsEmpty ? Scope : Keys[^1];

    /// <summary>As <c>--set</c> writes it.</summary>
    public string Path => AnswerPath.Write(Scope, Keys);

    /// <summary>What it is called; the name where the package has no title for it.</summary>
    public LocalizedText Title => QuestionTexts.Title(Facets, Name);

    public LocalizedText Description => QuestionTexts.Description(Facets);

    public QuestionKind Kind { get; }

    /// <summary>Whether the map it belongs to must have it.</summary>
    public bool IsRequired { get; internal init; }

    public bool IsSecret => Facets.IsSecret;

    /// <summary>Whether null is an answer.</summary>
    public bool IsNullable => Facets.AllowsNull;

    public bool IsImmutable => Facets.Certain.Any(n => n.Extensions.IsImmutable);

    public bool IsDeprecated => Facets.Certain.Any(n => n.IsDeprecated);

    /// <summary>How it is drawn where nobody answers, or null.</summary>
    public GenerateRule? Generate => First(n => n.Extensions.Generate);

    /// <summary>The path in the global configuration its default comes from, or null.</summary>
    public string? Global => First(n => n.Extensions.Global);

    /// <summary>The default, or null. Of a secret it is not shown.</summary>
    public Value? Default => IsSecret ? null : First(n => n.UsableDefault);

    /// <summary>For <see cref="QuestionKind.Choice"/>: what there is to choose from.</summary>
    public ImmutableArray<Value> Choices => QuestionTexts.Choices(Facets);

    public ImmutableArray<Value> Examples => IsSecret ? [] : [.. Facets.Certain.SelectMany(n => n.Examples)];

    /// <summary>Heading it stands under, or null.</summary>
    public string? Group => First(n => n.Extensions.Group);

    public int? Order => Facets.Certain.Select(n => n.Extensions.Order).FirstOrDefault(o => o is not null);

    /// <summary>How a form shows it, or null.</summary>
    public string? Widget => First(n => n.Extensions.Widget);

    /// <summary>The expression under which it is asked, or null.</summary>
    public string? Condition => First(n => n.Extensions.When)?.Text;

    /// <summary>Whether it is asked under the answers as they are.</summary>
    public bool IsAsked => !Facets.Certain.Any(_hidden.Contains) && _parent?.IsAsked != false;

    /// <summary>Whether it asks the same as one of the questions it is part of: its own parts are not shown again.</summary>
    public bool IsRecursive
    {
        get
        {
            for (var above = _parent; above is not null && !Facets.Certain.IsEmpty; above = above._parent)
            {
                if (above.Facets.Certain.Contains(Facets.Certain[^1]))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Of a group: its questions, those of one heading together, by their order.</summary>
    public ImmutableArray<Question> Children => _children ??= IsRecursive || IsSecret ? [] : QuestionOrder.Of(Facets.Certain, this);

    /// <summary>Of a group: sets of further questions, of which one is answered.</summary>
    public ImmutableArray<QuestionAlternative> Alternatives => _alternatives ??= IsRecursive || IsSecret ? [] : QuestionAlternative.Of(this);

    /// <summary>Of a list or map: what each item is asked; null where anything will do.</summary>
    public Question? Item
    {
        get
        {
            var facets = Kind == QuestionKind.List ? Facets.Item(int.MaxValue) : Kind == QuestionKind.Map ? Facets.Property("KEY") : SchemaFacets.Nothing;
            return facets.AsksNothing || IsRecursive ? null
                : new Question(Scope, Keys.Add(Kind == QuestionKind.List ? "0" : "KEY"), facets, this, _hidden) { IsRequired = true };
        }
    }

    internal SchemaFacets Facets { get; }

    internal Question Child(string name, SchemaFacets facets, bool isRequired) =>
        new(Scope, Keys.Add(name), facets, this, _hidden) { IsRequired = isRequired };

    private T? First<T>(Func<SchemaNode, T?> get)
        where T : class => Facets.Certain.Select(get).FirstOrDefault(v => v is not null);
}
