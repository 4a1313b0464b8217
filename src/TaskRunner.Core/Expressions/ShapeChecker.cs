using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>Walks an expression's tree over shapes as <see cref="Evaluator"/> does over values, and reports what cannot go well.</summary>
internal sealed partial class ShapeChecker(ScalarPlace place, MapShape scope, DiagnosticBag diagnostics)
{
    public Shape Check(Node node, Expectation around) => node switch
    {
        LiteralNode literal => Shapes.Of(literal.Value),
        NameNode name => CheckName(name),
        AccessNode access => CheckAccess(access, around),
        CallNode call => CheckCall(call, around),
        NotNode not => Shapes.Boolean with { IsSecret = Check(not.Operand, around.AsTested).IsSecret },
        CompareNode compare => CheckComparison(compare, around.AsOperand),
        FoldNode fold => CheckFold(fold, around),
        ChoiceNode choice => CheckChoice(choice, around),
        ListNode list => CheckList(list, around.AsOperand),
        MapNode map => CheckMap(map, around.AsOperand),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is not checked; this is a bug"),
    };

    /// <summary>Within a text null has no place.</summary>
    public void RequireText(Node node, Shape shape)
    {
        if (shape is NullShape)
        {
            Report("TR4031", node, Quote(node));
        }
        else if (shape.IsNullable)
        {
            Report("TR4042", node, Quote(node), "${{ }}");
        }
    }

    private Shape CheckName(NameNode name)
    {
        if (scope.Members.TryGetValue(name.Name, out var shape))
        {
            return shape;
        }

        if (scope.Additional is null)
        {
            ReportName("TR4020", name.Start, name.End, [name.Name], name.Name, scope);
        }

        return scope.Additional ?? Shape.Any;
    }

    private Shape CheckAccess(AccessNode access, Expectation around)
    {
        var shape = Check(access.Target, around.AsOperand);
        var mayEnd = false;
        for (var i = 0; i < access.Steps.Length; i++)
        {
            mayEnd |= access.Steps[i].Optional && MayBeNull(shape);
            CheckNotNull(access, i, shape);
            shape = CheckStep(access, i, shape, around.AsOperand);
            if (around.KnowsNotNull(access, i + 1))
            {
                (shape, mayEnd) = (shape with { IsNullable = false, NullWhenSkipped = null }, false);
            }
        }

        return shape.NullWhenSkipped is { } task ? CheckProvided(access, shape, task, around) : mayEnd ? Shapes.Nullable(shape) : shape;
    }

    /// <summary>Reported here it is not null for what follows, so that one mistake is one error.</summary>
    private Shape CheckProvided(AccessNode access, Shape shape, string task, Expectation around)
    {
        if (!around.NullIsFine)
        {
            Report("TR4043", access, Quote(access), task);
        }

        return shape with { IsNullable = around.NullIsFine, NullWhenSkipped = null };
    }

    private static bool MayBeNull(Shape shape) => shape.IsNullable || shape.NullWhenSkipped is not null || shape is NullShape or AnyShape;

    private void CheckNotNull(AccessNode access, int step, Shape shape)
    {
        var at = access.Steps[step];
        if (at.Optional)
        {
            return;
        }

        var of = place.Quote(access.Start, access.EndBefore(step));
        var member = at.StaticName ?? Quote(at.Index!);
        if (shape is NullShape)
        {
            Report("TR4021", at.Start, at.End, of, member);
        }
        else if (shape.NullWhenSkipped is { } task)
        {
            Report("TR4043", access.Start, access.EndBefore(step), of, task);
        }
        else if (shape.IsNullable)
        {
            Report("TR4041", at.Start, at.End, of, member);
        }
    }

    private Shape CheckStep(AccessNode access, int step, Shape shape, Expectation around)
    {
        var at = access.Steps[step];
        var index = at.Index is null ? null : Check(at.Index, around);
        var secret = shape.IsSecret || index is { IsSecret: true };
        var member = shape switch
        {
            MapShape map when at.Index is null || CheckIndex(at.Index, index!, Kinds.String, Kinds.Map) => CheckMember(access, step, map, index),
            ListShape list when at.Index is not null => CheckIndex(at.Index, index!, Kinds.Number, Kinds.List) ? list.Item : Shape.Any,
            ScalarShape or ListShape => NoMembers(access, step, shape),
            _ => Shape.Any,
        };
        return secret ? member with { IsSecret = true } : member;
    }

    private bool CheckIndex(Node node, Shape index, Kinds takes, Kinds of)
    {
        var kinds = Shapes.KindsOf(index);
        if (kinds.HasFlag(takes))
        {
            return true;
        }

        Report("TR4023", node, Quote(node), KindName.Of(kinds), KindName.Of(of));
        return false;
    }

    private Shape CheckMember(AccessNode access, int step, MapShape map, Shape? index)
    {
        var at = access.Steps[step];
        if (at.StaticName is not { } name)
        {
            return CheckComputedMember(map, index);
        }

        if (map.Members.TryGetValue(name, out var member))
        {
            return member;
        }

        if (map.Additional is { } additional)
        {
            return Shapes.Nullable(additional);
        }

        ReportName("TR4040", at.Start, at.End, [place.Quote(access.Start, access.EndBefore(step)), name], name, map);
        return Shape.Any;
    }

    /// <summary>One of the keys an enumeration lists, or any member at all.</summary>
    private static Shape CheckComputedMember(MapShape map, Shape? index)
    {
        var additional = Shapes.Nullable(map.Additional ?? Shape.Null);
        if (index is ScalarShape { Among.IsEmpty: false } keys)
        {
            return keys.Among.OfType<StringValue>().Select(k => map.Members.GetValueOrDefault(k.Text, additional)).Aggregate(Shapes.Union);
        }

        return map.Members.Values.Aggregate(additional, Shapes.Union);
    }

    private Shape NoMembers(AccessNode access, int step, Shape shape)
    {
        var at = access.Steps[step];
        var kinds = KindName.Of(Shapes.KindsOf(shape) & ~Kinds.Null);
        Report("TR4022", at.Start, at.End, place.Quote(access.Start, access.EndBefore(step)), kinds, at.StaticName ?? Quote(at.Index!));
        return Shape.Any;
    }

    private string Quote(Node node) => place.Quote(node.Start, node.End);

    private void Report(string code, Node node, params ReadOnlySpan<string> arguments) => Report(code, node.Start, node.End, arguments);

    private void Report(string code, int start, int end, params ReadOnlySpan<string> arguments) =>
        diagnostics.Error(code, place.At(start, end), arguments);

    private void ReportName(string code, int start, int end, ImmutableArray<string> arguments, string name, MapShape known) =>
        diagnostics.Add(new Diagnostic(code, Severity.Error, place.At(start, end), arguments)
        {
            DidYouMean = NearestName.Of(name, known.Members.Keys.Order(StringComparer.Ordinal)),
        });
}
