using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>The questions of the package, or of one task.</summary>
/// <param name="Name"><c>config</c> or <c>tasks.NAME</c>.</param>
/// <param name="Task">Full name of the task, or null.</param>
/// <param name="Title">Of the package or task; may be empty.</param>
/// <param name="Mode">The mode the task takes, or null.</param>
/// <param name="Schema">What the answers must fit.</param>
/// <param name="Root">The scope itself as a group: its children are the questions.</param>
public sealed record QuestionScope(string Name, string? Task, LocalizedText Title, string? Mode, Schema Schema, Question Root)
{
    /// <summary>This scope's part of a document of answers, or an empty map.</summary>
    public MapValue AnswersIn(MapValue document) =>
        (Task is null ? document[ScopeName.Config] : (document[ScopeName.Tasks] as MapValue)?[Task]) as MapValue ?? MapValue.Empty;
}
