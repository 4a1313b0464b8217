using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>
/// Decides by <c>x-when</c> which questions are asked. A condition may read other answers of its scope, which may be hidden
/// themselves, so all are worked out again until nothing changes; conditions that chase each other in a circle are an error.
/// </summary>
internal sealed class QuestionConditions(MapValue names, DiagnosticBag diagnostics)
{
    private readonly Dictionary<SchemaNode, Expression?> _expressions = [];
    private HashSet<SchemaNode> _hidden = [];

    public IReadOnlySet<SchemaNode> Hidden => _hidden;

    public bool HidesAny => _hidden.Count > 0;

    public bool IsHidden(SchemaNode node) => _hidden.Contains(node);

    public bool IsHidden(SchemaFacets facets) => _hidden.Count > 0 && facets.Certain.Any(_hidden.Contains);

    /// <summary>Works the conditions out over the scope's values.</summary>
    /// <returns>Whether something changed.</returns>
    public bool Update(ScopeQuestions questions, MapValue config)
    {
        var scope = WithConfig(questions, config);
        var hidden = new HashSet<SchemaNode>();
        foreach (var node in questions.Conditional)
        {
            if (Parse(node) is { } expression && !Holds(expression, scope, null))
            {
                hidden.Add(node);
            }
        }

        var changed = !hidden.SetEquals(_hidden);
        _hidden = hidden;
        return changed;
    }

    /// <summary>Reports conditions that could not be decided over the values as they are in the end.</summary>
    public void Report(ScopeQuestions questions, MapValue config)
    {
        var scope = WithConfig(questions, config);
        foreach (var node in questions.Conditional)
        {
            if (Parse(node) is { } expression)
            {
                Holds(expression, scope, diagnostics);
            }
        }
    }

    private static bool Holds(Expression expression, MapValue scope, DiagnosticBag? diagnostics)
    {
        try
        {
            if (expression.Evaluate(scope) is var value and not SecretValue)
            {
                return Expression.IsTrue(value);
            }

            diagnostics?.Error("TR3027", expression.Span, expression.Text);
            return true;
        }
        catch (ExpressionException e)
        {
            // While the answers are still being put together a value may be missing that is there in the end.
            diagnostics?.Add(e.Diagnostic);
            return true;
        }
    }

    private MapValue WithConfig(ScopeQuestions questions, MapValue config)
    {
        var scope = names.With("config", config);
        return questions.Task is null && scope["package"] is MapValue package ? scope.With("package", package.With("config", config)) : scope;
    }

    private Expression? Parse(SchemaNode node)
    {
        if (!_expressions.TryGetValue(node, out var expression))
        {
            var when = node.Extensions.When!;
            _expressions[node] = expression = Expression.Parse(when.Text, when.Span, diagnostics);
        }

        return expression;
    }
}
