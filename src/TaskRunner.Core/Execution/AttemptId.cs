using System.Globalization;

namespace TaskRunner.Execution;

/// <summary>The mark of an attempt: run, task and number, so that it can be told again from the journal alone.</summary>
internal static class AttemptId
{
    public static string Of(string runId, int task, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{runId}.{task}.{attempt}");
}
