using TaskRunner.Diagnostics;

namespace TaskRunner.Execution;

/// <summary>A runner that cannot prove any more that it owns the run starts nothing.</summary>
internal sealed class TooLateException() : OperationCanceledException(Words.ToString()), ISaid
{
    private static readonly LocalizableString Words = LocalizableString.Of("engine-too-late");

    public LocalizableString Said => Words;
}
