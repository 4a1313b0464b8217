using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TaskRunner.Packages.Archives;

/// <summary>
/// Whether a path is a file and not a pipe, socket or device: the framework does not tell them apart, and opening one may wait for ever.
/// </summary>
internal static class FileKind
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint KindMask = 1;
    private const int AnswerSize = 256;
    private const int ModeOffset = 28;
    private const int KindBits = 0xF000;
    private const int Regular = 0x8000;

    /// <returns>True also where the system cannot be asked: then the content is read, or its error reported.</returns>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // statx(2): the same layout on every architecture.
        var answer = new byte[AnswerSize];
        return Ask(CurrentFolder, path, NoFollow, KindMask, answer) != 0
            || (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(ModeOffset)) & KindBits) == Regular;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] answer);
}
