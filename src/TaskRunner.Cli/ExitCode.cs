using TaskRunner.Diagnostics;

namespace TaskRunner.Cli;

/// <summary>What scripts rely on: the process's exit codes.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int RunFailed = 1;
    public const int Usage = 2;
    public const int Invalid = 3;
    public const int NotFound = 4;
    public const int Locked = 5;
    public const int NotAllowed = 6;
    public const int CancelledByOther = 7;
    public const int TimedOut = 8;
    public const int NeedsPerson = 9;
    public const int Changes = 10;
    public const int Signalled = 130;

    public static int Of(RefusalKind kind) => kind switch
    {
        RefusalKind.Usage => Usage,
        RefusalKind.Invalid => Invalid,
        RefusalKind.NotFound => NotFound,
        RefusalKind.Locked => Locked,
        RefusalKind.NotAllowed => NotAllowed,
        _ => RunFailed,
    };
}
