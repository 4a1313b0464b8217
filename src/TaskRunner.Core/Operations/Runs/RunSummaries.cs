using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations.Installations;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>Runs in lists, from their headers alone.</summary>
internal static class RunSummaries
{
    private static readonly string[] Settled =
        [.. Enum.GetValues<RunStatus>().Where(s => s.IsSettled()).Select(s => s.ToWord())];

    private static readonly string[] Going = [RunStatus.Running.ToWord(), RunStatus.RollingBack.ToWord()];

    public static bool IsOpen(RunHeader header) => !Settled.Contains(header.Summary);

    /// <summary>Newest first, as the store lists them; successes are counted from the oldest.</summary>
    public static IReadOnlyList<RunSummary> Of(IReadOnlyList<RunHeader> headers, bool isHeld)
    {
        var revision = headers.Count(IsSuccess);
        return [.. headers.Select(header => Of(header, isHeld, IsSuccess(header) ? revision-- : null))];
    }

    public static RunSummary Of(RunHeader header, bool isHeld, int? revision) => new(
        header.Id, revision, header.Operation, header.Package, header.FromVersion, StateWord(header, isHeld), header.StartedAt, header.FinishedAt);

    private static string StateWord(RunHeader header, bool isHeld) => header.Summary switch
    {
        null => isHeld ? RunStatus.Running.ToWord() : "interrupted",
        { } word when Going.Contains(word) && !isHeld => "interrupted",
        { } word => word,
    };

    private static bool IsSuccess(RunHeader header) => header.Summary == RunStatus.Succeeded.ToWord();
}
