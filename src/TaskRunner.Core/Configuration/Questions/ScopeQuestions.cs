using TaskRunner.Schemas;

namespace TaskRunner.Configuration.Questions;

/// <summary>The questions of one scope as they are asked now: the package's, those of a task in its mode, or the global ones.</summary>
/// <param name="Name"><c>config</c>, <c>tasks.NAME</c> or <c>global</c>.</param>
/// <param name="Pointer">Into the document of answers.</param>
/// <param name="Schema">Null: nothing is asked.</param>
internal sealed record ScopeQuestions(string Name, string Pointer, Schema? Schema)
{
    private readonly Lazy<Findings> _findings = new(() => Findings.In(Schema?.Root));

    public SchemaFacets Facets { get; } = SchemaFacets.Of(Schema?.Root);

    public bool AsksNothing => Schema is null;

    /// <summary>Full name of the task (<c>group/name</c>); null for the package's own and the global questions.</summary>
    public string? Task { get; private init; }

    public static ScopeQuestions Of(string? task, Schema? schema) => new(ScopeName.Of(task), ScopeName.Pointer(task), schema) { Task = task };

    public static ScopeQuestions OfGlobal(Schema? schema) => new("global", "/global", schema);

    /// <summary>Every question with an <c>x-when</c>, wherever it stands.</summary>
    public IReadOnlyList<SchemaNode> Conditional => _findings.Value.Conditional;

    /// <summary>Whether any question can be answered from elsewhere (<c>x-global</c>, <c>x-generate</c>).</summary>
    public bool HasFillings => _findings.Value.HasFillings;

    public bool HasImmutable => _findings.Value.HasImmutable;

    private sealed record Findings(List<SchemaNode> Conditional, bool HasFillings, bool HasImmutable)
    {
        public static Findings In(SchemaNode? root)
        {
            var conditional = new List<SchemaNode>();
            var (fillings, immutable) = (false, false);
            foreach (var node in SchemaWalk.From(root))
            {
                fillings |= node.Extensions.Global is not null || node.Extensions.Generate is not null;
                immutable |= node.Extensions.IsImmutable;
                if (node.Extensions.When is not null)
                {
                    conditional.Add(node);
                }
            }

            return new Findings(conditional, fillings, immutable);
        }
    }
}
