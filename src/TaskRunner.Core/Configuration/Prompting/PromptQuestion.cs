using System.Collections.Immutable;
using TaskRunner.Configuration.Questions;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Prompting;

/// <summary>One question as a prompt asks it. The hierarchy is closed.</summary>
public abstract record PromptQuestion
{
    private PromptQuestion(Question question) => Question = question;

    /// <summary>What is asked about: title, description, path.</summary>
    public Question Question { get; }

    /// <summary>A line of text. For lists, maps and values of any kind it is YAML on one line (<c>[a, b]</c>, <c>{k: v}</c>).</summary>
    /// <param name="Question">What is asked.</param>
    /// <param name="Proposal">Taken when nothing is entered: the answer given before, or the default; null: there is none.</param>
    /// <param name="IsHidden">A secret: what is typed must not be shown.</param>
    public sealed record Line(Question Question, string? Proposal, bool IsHidden) : PromptQuestion(Question);

    /// <summary>One of a fixed set, by its number from 1 or its text.</summary>
    public sealed record Choice(Question Question, ImmutableArray<string> Options, string? Proposal) : PromptQuestion(Question);

    /// <summary>Yes or no. Also whether an optional group is to be gone into at all: then <paramref name="OpensGroup"/> is true.</summary>
    public sealed record YesNo(Question Question, bool? Proposal, bool OpensGroup) : PromptQuestion(Question);

    /// <summary>Which of several sets of questions is to be answered.</summary>
    public sealed record Alternative(Question Question, ImmutableArray<LocalizedText> Options) : PromptQuestion(Question);
}
