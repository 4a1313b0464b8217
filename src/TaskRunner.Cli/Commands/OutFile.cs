using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Commands;

/// <summary>Files the tool writes because it was asked to (<c>--out</c>): readable by their owner only, for they may hold answers.</summary>
internal static class OutFile
{
    /// <exception cref="RefusedException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8006", path, e.Message);
        }
    }
}
