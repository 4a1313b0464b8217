using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>
/// What a package sees of the global configuration: what its <c>global</c> schema declares, with that schema's defaults. The
/// rest belongs to other packages and is not there.
/// </summary>
internal sealed class GlobalView(Schema? schema, ResolutionTools tools)
{
    private readonly ScopeQuestions _questions = ScopeQuestions.OfGlobal(schema);

    public MapValue Read(MapValue global)
    {
        if (schema is null)
        {
            return MapValue.Empty;
        }

        var answers = new ScopeAnswers(AnswerMerge.Pruned(Check(global), _questions.Facets), []);
        var result = new ScopeResolver(_questions, MapValue.Empty, MapValue.Empty, tools).Resolve(answers, ScopeBasis.None);
        foreach (var missing in result.Missing)
        {
            tools.Diagnostics.Error("TR3031", global.Span, missing.Path, missing.Title.For(tools.Language));
        }

        return result.Config;
    }

    /// <summary>
    /// The whole global configuration with the package's secrets sealed: it is recorded with the run. Whoever set it did not know
    /// what packages hold secret, so a secret that stands there as text is worth a warning.
    /// </summary>
    public MapValue Seal(MapValue global) =>
        schema is not null && new SecretReach().IsIn(_questions.Facets) ? (MapValue)Seal(global, _questions.Facets, []) : global;

    private MapValue Check(MapValue global) =>
        new AnswerCheck(_questions, _questions.Facets, tools.Mask, tools.Diagnostics).Check(ScopeAnswers.Retain(global, _questions.Facets, "", null));

    private Value Seal(Value value, SchemaFacets facets, string[] path)
    {
        if (facets.IsSecret && value is not (SecretValue or NullValue))
        {
            return value is MapValue map && SecretReference.IsMeant(map) ? value : SealLiteral(value, path);
        }

        return value switch
        {
            MapValue map => new MapValue([.. map.Entries.Select(e => e with { Value = Seal(e.Value, facets.Property(e.Key), [.. path, e.Key]) })], map.Span),
            ListValue list => new ListValue([.. list.Items.Select((item, i) => Seal(item, facets.Item(i), [.. path, $"{i}"]))], list.Span),
            _ => value,
        };
    }

    private SecretValue SealLiteral(Value value, string[] path)
    {
        tools.Mask.Hide(value.Span);
        tools.Diagnostics.Warning("TR3035", value.Span, AnswerPath.Write(_questions.Name, path));
        return (SecretValue)tools.Vault.Seal(Spans.Without(value)).WithSpan(value.Span);
    }
}
