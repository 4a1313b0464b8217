using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Installations;

/// <summary>Which operations of an installation do not stand any more, by a rollback of their own or by one after them.</summary>
internal static class UndoneOperations
{
    /// <param name="headers">All runs of the installation.</param>
    /// <returns>Ids of the operations.</returns>
    public static HashSet<string> Of(IReadOnlyList<RunHeader> headers)
    {
        var operations = headers.ToDictionary(h => h.Id, h => h.OperationId, StringComparer.Ordinal);
        return headers.Where(h => h.Operation == OperationKind.Rollback && h.Summary == RunStatus.Succeeded.ToWord())
            .Select(h => operations[h.Continues!])
            .Concat(headers.Where(h => h.Summary == RunStatus.RolledBack.ToWord()).Select(h => h.OperationId))
            .ToHashSet(StringComparer.Ordinal);
    }
}
