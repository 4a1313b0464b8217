namespace TaskRunner.TaskTypes;

/// <summary>
/// What processes, control groups and private files of an attempt are known by on a machine: <c>ATTEMPT@PLACE</c>. The id of an attempt is
/// the same in each copy of a store; the place, which a launcher knows, is not.
/// </summary>
public static class AttemptMark
{
    /// <summary>The variable that holds it, in the environment of every process of an attempt.</summary>
    public const string Variable = "TASKRUNNER_MARK";

    private const char Separator = '@';

    public static string Of(string attemptId, string place) => $"{attemptId}{Separator}{place}";

    /// <summary>
    /// The mark a process gets. One that is given for its attempt stays: a script that calls this program has it start supervisors and
    /// more, and all of that belongs to the attempt of the script.
    /// </summary>
    /// <returns>Null where it belongs to no attempt.</returns>
    public static string? Of(IReadOnlyDictionary<string, string> environment, string place) =>
        environment.GetValueOrDefault(ProcessSpec.AttemptVariable) is not { Length: > 0 } attemptId ? null
        : environment.GetValueOrDefault(Variable) is { } given && given.StartsWith(attemptId + Separator, StringComparison.Ordinal) ? given
        : Of(attemptId, place);
}
