using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Prompting;

/// <summary>
/// Asks a person one question after the other. Whoever has the terminal shows <see cref="Current"/> and calls
/// <see cref="Answer"/>; a wrong answer is explained at once and asked again, and what is asked next follows from the answers
/// so far. Has no terminal of its own, so that a test can hold the conversation.
/// </summary>
public sealed class PromptSession
{
    private readonly ConfigurationRequest _request;
    private readonly ISecretVault _vault;
    private readonly bool _asksAll;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuestionAlternative> _taken = new(StringComparer.Ordinal);

    /// <param name="request">What is answered already; its inputs stay, what is typed lies over them.</param>
    /// <param name="vault">Seals what is typed for secrets.</param>
    /// <param name="asksAll">Every question with its default as proposal; else only what is missing.</param>
    public PromptSession(ConfigurationRequest request, ISecretVault vault, bool asksAll)
    {
        (_request, _vault, _asksAll) = (request, vault, asksAll);
        Configuration = Resolve(Typed);
        Current = Next();
    }

    /// <summary>The question to be asked now; null: there is none left.</summary>
    public PromptQuestion? Current { get; private set; }

    /// <summary>The configuration with what was typed so far.</summary>
    public ResolvedConfiguration Configuration { get; private set; }

    /// <summary>What was typed, as a document of answers: <see cref="AnswerInput.Document"/>. Holds plaintext of secrets; not for keeping.</summary>
    public MapValue Typed { get; private set; } = MapValue.Empty;

    /// <summary>Answers the current question.</summary>
    /// <param name="text">What was typed; empty takes the proposal.</param>
    /// <returns>Empty when it was taken, else why not; then the question stays.</returns>
    public ImmutableArray<Diagnostic> Answer(string text)
    {
        var asked = Current ?? throw new InvalidOperationException("nothing is asked any more");
        var answer = PromptAnswer.Read(asked, text);
        if (answer.Errors.Length > 0)
        {
            return answer.Errors;
        }

        var errors = answer.Taken is { } alternative ? Take(asked, alternative) : answer.Value is { } value ? Give(asked, value) : [];
        if (errors.IsEmpty)
        {
            _done.Add(Key(asked));
            SkipGroup(asked, answer);
            Current = Next();
        }

        return errors;
    }

    private void SkipGroup(PromptQuestion asked, PromptAnswer answer)
    {
        if (asked is PromptQuestion.YesNo { OpensGroup: true } && !answer.IsYes)
        {
            _done.Add(Skipped(asked.Question));
        }
    }

    private ImmutableArray<Diagnostic> Take(PromptQuestion asked, QuestionAlternative alternative)
    {
        _taken[asked.Question.Path] = alternative;
        return alternative.Mark is var (key, value) ? Give(asked.Question, [.. asked.Question.Keys, key], value) : [];
    }

    private ImmutableArray<Diagnostic> Give(PromptQuestion asked, Value value) =>
        Give(asked.Question, asked.Question.Keys, value);

    private ImmutableArray<Diagnostic> Give(Question question, ImmutableArray<string> keys, Value value)
    {
        string[] scope = question.Scope == ScopeName.Config ? [ScopeName.Config] : [ScopeName.Tasks, question.Scope[(ScopeName.Tasks.Length + 1)..]];
        string[] all = [.. scope, .. keys];
        var typed = Pointer.Put(Typed, all, value);
        var configuration = Resolve(typed);
        var pointer = Pointer.Of(all);
        var errors = configuration.Diagnostics.Where(d => d.Severity == Severity.Error && d.Code != "TR3001" && IsAbout(d, pointer)).ToImmutableArray();
        if (errors.IsEmpty)
        {
            (Typed, Configuration) = (typed, configuration);
        }

        return errors;
    }

    private static bool IsAbout(Diagnostic diagnostic, string pointer) => diagnostic.Pointer is { } at
        && (at == pointer || at.StartsWith(pointer + "/", StringComparison.Ordinal));

    private ResolvedConfiguration Resolve(MapValue typed) =>
        ConfigurationResolver.Resolve(_request with { Inputs = _request.Inputs.Add(new AnswerInput.Document(typed)) }, _vault);

    private PromptQuestion? Next()
    {
        var missing = Configuration.Missing.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var scope in QuestionSet.Of(Configuration).Scopes)
        {
            if (In(scope.Root, scope.AnswersIn(Configuration.Answers), missing) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    private PromptQuestion? In(Question group, MapValue? answers, HashSet<string> missing)
    {
        foreach (var question in group.Children)
        {
            if (At(question, answers?[question.Name], missing) is { } next)
            {
                return next;
            }
        }

        return group.Alternatives.IsEmpty ? null : InAlternatives(group, answers, missing);
    }

    private PromptQuestion? InAlternatives(Question group, MapValue? answers, HashSet<string> missing)
    {
        var taken = _taken.GetValueOrDefault(group.Path) ?? QuestionAlternative.Taken(group.Alternatives, answers);
        if (taken is null)
        {
            var asked = new PromptQuestion.Alternative(group, [.. group.Alternatives.Select(a => a.Title)]);
            return _asksAll && !_done.Contains(Key(asked)) ? asked : null;
        }

        var known = group.Children.Select(q => q.Name).ToHashSet(StringComparer.Ordinal);
        var mark = taken.Mark?.Key;
        return taken.Questions.Where(q => q.Name != mark && !known.Contains(q.Name))
            .Select(q => At(q, answers?[q.Name], missing)).FirstOrDefault(q => q is not null);
    }

    private PromptQuestion? At(Question question, Value? answer, HashSet<string> missing)
    {
        if (!question.IsAsked || _done.Contains(Skipped(question)))
        {
            return null;
        }

        if (question.Kind == QuestionKind.Group && !question.IsSecret && !question.IsRecursive)
        {
            return OpenFirst(question, answer) ?? In(question, answer as MapValue, missing);
        }

        var asked = PromptAnswer.Ask(question, answer);
        return !_done.Contains(Key(asked)) && (_asksAll ? question.Generate is null : missing.Contains(question.Path)) ? asked : null;
    }

    /// <summary>A group nobody needs, but in which something is required, is gone into only if the person wants it.</summary>
    private PromptQuestion.YesNo? OpenFirst(Question group, Value? answer)
    {
        if (!_asksAll || group.IsRequired || answer is not null || !group.Children.Any(q => q is { IsRequired: true, Default: null }))
        {
            return null;
        }

        var asked = new PromptQuestion.YesNo(group, false, true);
        return _done.Contains(Key(asked)) ? null : asked;
    }

    private static string Key(PromptQuestion asked) => $"{asked.GetType().Name} {asked.Question.Path}";

    private static string Skipped(Question question) => $"skip {question.Path}";
}
