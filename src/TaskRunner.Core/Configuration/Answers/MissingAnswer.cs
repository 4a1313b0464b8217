using TaskRunner.Configuration.Questions;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>An answer that must be given and was not.</summary>
/// <param name="Path">As <c>--set</c> writes it: <c>tasks.database.size</c>.</param>
/// <param name="Pointer">Into the document of answers: <c>/tasks/database/size</c>.</param>
/// <param name="Title">What the package calls it; the name itself where it has no title.</param>
/// <param name="Kind">What is wanted.</param>
/// <param name="IsSecret">Whether it is sealed; then a reference is the better answer.</param>
public sealed record MissingAnswer(string Path, string Pointer, LocalizedText Title, QuestionKind Kind, bool IsSecret)
{
    /// <summary>The flag that gives it, ready for a shell but for the value.</summary>
    public string Flag => IsSecret ? $"--set '{Path}.$env=NAME'" : $"--set {Quoted($"{Path}=")}";

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '=' or '/') ? text : $"'{text}'";
}
