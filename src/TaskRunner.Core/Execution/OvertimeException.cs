using TaskRunner.Diagnostics;

namespace TaskRunner.Execution;

/// <summary>An attempt's time was over in the middle of what the engine did for it.</summary>
internal sealed class OvertimeException(LocalizableString said, Exception inner) : TimeoutException(said.ToString(), inner), ISaid
{
    public LocalizableString Said { get; } = said;
}
