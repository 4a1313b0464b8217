namespace TaskRunner.Work;

/// <summary>The unpacked packages a run needs, by digest; unpacked before it begins.</summary>
internal sealed class PackageFolders
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    public string Of(string digest) => _folders[digest];

    public void Add(string digest, string folder) => _folders[digest] = folder;
}
