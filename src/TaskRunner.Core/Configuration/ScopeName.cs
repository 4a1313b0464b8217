namespace TaskRunner.Configuration;

/// <summary>How answers name whose questions they answer: <c>config</c> the package's, <c>tasks.NAME</c> a task's own.</summary>
internal static class ScopeName
{
    public const string Config = "config";
    public const string Tasks = "tasks";

    public static bool IsTop(string key) => key is Config or Tasks;

    public static string Of(string? task) => task is null ? Config : $"{Tasks}.{task}";

    public static string Pointer(string? task) =>
        task is null ? $"/{Config}" : $"/{Tasks}/{Schemas.DocumentPath.Escape(task)}";
}
