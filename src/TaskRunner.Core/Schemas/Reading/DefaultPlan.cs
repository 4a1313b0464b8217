using TaskRunner.Diagnostics;
using TaskRunner.Schemas.Evaluating;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>
/// Decides what absent properties become. Defaults are tried against their own schema: one that does not fit is a warning and
/// never applied (JSON Schema allows it, so it cannot be an error), one that brings itself in again is an error.
/// </summary>
internal sealed class DefaultPlan(IReadOnlyList<SchemaNode> nodes, bool tracksEvaluated, DiagnosticBag diagnostics)
{
    private readonly HashSet<SchemaNode> _unfit = [];
    private readonly Dictionary<SchemaNode, Value?> _inherited = [];

    public void Run()
    {
        var own = nodes.Where(n => n.Default is not null).ToList();
        if (own.Count == 0)
        {
            return;
        }

        Assign();
        new MadeObjects(nodes).Mark();
        var budget = new Budget(Value.Null);
        foreach (var node in own)
        {
            Try(node, budget);
        }

        if (_unfit.Count > 0)
        {
            Assign();
        }
    }

    private void Assign()
    {
        _inherited.Clear();
        foreach (var node in nodes)
        {
            node.UsableDefault = Find(node);
            node.Fill = node.UsableDefault is not null ? FillKind.Default : node.Fill == FillKind.Made ? FillKind.Made : FillKind.Nothing;
        }
    }

    private Value? Find(SchemaNode node)
    {
        if (!_inherited.TryGetValue(node, out var found))
        {
            found = _unfit.Contains(node) ? null : node.Default;
            found ??= node.Reference is { } reference ? Find(reference) : null;
            found ??= node.Composition?.AllOf.Select(Find).FirstOrDefault(d => d is not null);
            _inherited[node] = found;
        }

        return found;
    }

    private void Try(SchemaNode node, Budget budget)
    {
        var result = Rounds.Run(node, node.Default!, EvaluationOptions.Default, tracksEvaluated, budget);
        if (result.EndlessDefault || result.IsExhausted)
        {
            Report("TR2015", Severity.Error, node, "");
        }
        else if (result.Breaches is [var first, ..])
        {
            _unfit.Add(node);
            node.UsableDefault = null;
            node.Fill = FillKind.Nothing;
            Report("TR2014", Severity.Warning, node, first.SchemaPointer);
        }
    }

    private void Report(string code, Severity severity, SchemaNode node, string argument) =>
        diagnostics.Add(new Diagnostic(code, severity, node.Default!.Span, [argument]) { Pointer = $"{node.Pointer}/default" });
}
