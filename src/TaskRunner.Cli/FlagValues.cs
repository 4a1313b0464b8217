using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Model;

namespace TaskRunner.Cli;

/// <summary>Reads the values of flags; a wrong one is a usage error that names the flag.</summary>
internal static class FlagValues
{
    public static int? Count(string? text, string flag)
    {
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new RefusedException(RefusalKind.Usage, "TR8003", flag, text);
    }

    public static long Epoch(string text, string flag) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch > 0
            ? epoch
            : throw new RefusedException(RefusalKind.Usage, "TR8003", flag, text);

    public static TimeSpan? Duration(string? text, string flag)
    {
        if (text is null)
        {
            return null;
        }

        return GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero
            ? duration
            : throw new RefusedException(RefusalKind.Usage, "TR8004", flag, text);
    }

    public static RollbackScope? Scope(string? text) => text switch
    {
        "none" => RollbackScope.None,
        "failed" => RollbackScope.Failed,
        "all" => RollbackScope.All,
        _ => null,
    };
}
