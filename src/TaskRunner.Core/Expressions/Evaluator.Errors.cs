using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <content>What is thrown: it names parts of the expression and kinds of values, never a value.</content>
internal sealed partial class Evaluator
{
    public ExpressionException Refuse(string code, Node node, ReadOnlySpan<string> more) =>
        Error(code, node, [Quote(node), .. more]);

    public ExpressionException TooLong(Node node) => Error("TR4030", node, Quote(node), $"{ExpressionLimits.Result}");

    public string Bounded(Node node, string text) => text.Length <= ExpressionLimits.Result ? text : throw TooLong(node);

    private string Quote(Node node) => place.Quote(node.Start, node.End);

    private ExpressionException Error(string code, Node node, params ReadOnlySpan<string> arguments) =>
        Error(code, node.Start, node.End, arguments);

    private ExpressionException Error(string code, int start, int end, params ReadOnlySpan<string> arguments) =>
        new(new Diagnostic(code, Severity.Error, place.At(start, end), [.. arguments]));

    private ExpressionException UnknownName(NameNode name) =>
        new(new Diagnostic("TR4020", Severity.Error, place.At(name.Start, name.End), [name.Name])
        {
            DidYouMean = NearestName.Of(name.Name, scope.Entries.Select(e => e.Key)),
        });

    private ExpressionException MemberOfNull(AccessNode access, int step)
    {
        var of = place.Quote(access.Start, access.EndBefore(step));
        var at = access.Steps[step];
        return Error("TR4021", at.Start, at.End, of, MemberName(at));
    }

    private ExpressionException NoMembers(AccessNode access, int step, Value value)
    {
        var of = place.Quote(access.Start, access.EndBefore(step));
        var at = access.Steps[step];
        return Error("TR4022", at.Start, at.End, of, KindName.Of(value), MemberName(at));
    }

    private string MemberName(Step step) => step.StaticName ?? place.Quote(step.Index!.Start, step.Index.End);
}
