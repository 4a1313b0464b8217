namespace TaskRunner.Packages;

/// <summary>Bounds of what is read from a package, so that a hostile or broken one cannot exhaust the program.</summary>
public sealed record PackageLimits
{
    public static PackageLimits Default { get; } = new();

    /// <summary>Most bytes of a manifest; <c>--max-manifest</c> raises it for generated ones.</summary>
    public int ManifestBytes { get; init; } = 4 << 20;

    /// <summary>How deep packages may bring in packages.</summary>
    public int PackageDepth { get; init; } = 8;

    /// <summary>Most bytes of all files of an archive together, decompressed.</summary>
    public long TotalBytes { get; init; } = 2L << 30;

    /// <summary>Most bytes of one file of an archive, decompressed.</summary>
    public long FileBytes { get; init; } = 512L << 20;

    /// <summary>Most files and folders of an archive.</summary>
    public int Entries { get; init; } = 20_000;

    /// <summary>How many times larger than the archive its content may be; small archives are spared (see <see cref="PackageArchive"/>).</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>How deep folders of an archive may be nested.</summary>
    public int FolderDepth { get; init; } = 32;

    /// <summary>Folder under which an archive is unpacked as <c>DIGEST</c>, where it may be already; null: a new temporary folder, which the caller removes.</summary>
    public string? UnpackFolder { get; init; }
}
