using System.Globalization;

namespace TaskRunner.Tasks.Processes;

/// <summary>Which file or folder it is, whatever its path: device and inode. Two that are there at the same time never share it.</summary>
internal readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major:x}-{Minor:x}-{Inode:x}");
}
