using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>What a person answers with. The hierarchy is closed. Inputs are laid over each other in the order they come in.</summary>
public abstract record AnswerInput
{
    private AnswerInput()
    {
    }

    /// <summary>A file of answers (<c>-f</c>): JSON where its name ends in <c>.json</c>, else YAML.</summary>
    public sealed record File(SourceText Text) : AnswerInput;

    /// <summary><c>--set PATH=VALUE</c>; the value is a text where the question wants one, else read as YAML.</summary>
    public sealed record Set(string Assignment) : AnswerInput;

    /// <summary><c>--set-file PATH=FILE</c>: the answer is the file's text, whatever is in it.</summary>
    public sealed record SetFile(string Assignment) : AnswerInput;

    /// <summary>The same of a file that was read elsewhere: <c>PATH=NAME</c> and its text.</summary>
    public sealed record SetText(string Assignment, string Text) : AnswerInput;

    /// <summary>Answers already in the form of a file, without one: from a form, a prompt or a C# program.</summary>
    public sealed record Document(MapValue Answers) : AnswerInput;
}
