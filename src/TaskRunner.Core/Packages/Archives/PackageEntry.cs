namespace TaskRunner.Packages.Archives;

/// <summary>
/// A file or folder of a package: its path from the root with <c>/</c>, and for a file where it is. Empty files are never
/// opened: a pipe or a socket cannot be told from one, and opening it could wait for ever.
/// </summary>
internal sealed record PackageEntry(string Path, string? File, long Length)
{
    public bool IsFolder => File is null;
}
