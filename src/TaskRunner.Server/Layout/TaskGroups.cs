namespace TaskRunner.Server.Layout;

/// <summary>The group a task is shown with: the instances of a <c>forEach</c>, or the tasks of an inner package.</summary>
internal static class TaskGroups
{
    /// <returns><c>shop</c> of <c>shop/database</c>, <c>node</c> of <c>node[3]</c>; null for a task of its own.</returns>
    public static string? Of(string task)
    {
        var key = task.IndexOf('[', StringComparison.Ordinal);
        var slash = (key < 0 ? task : task[..key]).LastIndexOf('/');
        return slash > 0 ? task[..slash] : key > 0 ? task[..key] : null;
    }
}
