using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>
/// What a package sees of the global configuration: what its <c>global</c> schema declares, with that schema's defaults. The
/// rest belongs to other packages and is not there.
/// </summary>
internal static class GlobalView
{
    public static MapValue Of(Schema? schema, MapValue global, ResolutionTools tools)
    {
        if (schema is null)
        {
            return MapValue.Empty;
        }

        var questions = ScopeQuestions.OfGlobal(schema);
        var check = new AnswerCheck(questions, questions.Facets, tools.Mask, tools.Diagnostics);
        var visible = check.Check(ScopeAnswers.Retain(global, questions.Facets, "", null));
        var answers = new ScopeAnswers(AnswerMerge.Pruned(visible, questions.Facets), []);
        var result = new ScopeResolver(questions, MapValue.Empty, MapValue.Empty, tools).Resolve(answers, null, null, MapValue.Empty);
        foreach (var missing in result.Missing)
        {
            tools.Diagnostics.Error("TR3031", global.Span, missing.Path, missing.Title.For(tools.Language));
        }

        return result.Config;
    }
}
