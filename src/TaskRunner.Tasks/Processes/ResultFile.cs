using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// The file a process wrote its result to. It may have put anything there: a link is not followed, a pipe is not waited for, and only
/// so much is read.
/// </summary>
internal static class ResultFile
{
    private const int Largest = 8 << 20;

    /// <param name="path">Where it should be; none there is an empty one.</param>
    /// <param name="problem">Key of the message that says what is wrong with it.</param>
    /// <returns>Null when something is.</returns>
    public static byte[]? Read(string path, out string? problem)
    {
        problem = null;
        var descriptor = Libc.Open(path, Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            problem = Marshal.GetLastPInvokeError() == Libc.ErrorNoEntry ? null : "outputs-not-a-file";
            return problem is null ? [] : null;
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length > Largest)
            {
                problem = "outputs-too-large";
                return null;
            }

            var bytes = new byte[length];
            return bytes[..RandomAccess.Read(file, bytes, 0)];
        }
        catch (Exception e) when (e is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            problem = "outputs-not-a-file";
            return null;
        }
    }
}
