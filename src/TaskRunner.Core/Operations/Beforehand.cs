namespace TaskRunner.Operations;

/// <summary>What a host wants done when an operation is about to change something: a server writes its audit then, and only then.</summary>
internal static class Beforehand
{
    public static ValueTask DoAsync(Func<ValueTask>? before) => before?.Invoke() ?? ValueTask.CompletedTask;
}
