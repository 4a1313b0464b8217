using System.Formats.Tar;
using System.IO.Compression;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;

namespace TaskRunner.Tasks.Helm;

/// <summary>What a chart's <c>Chart.yaml</c> says of it; of one that cannot be read, what its reference does.</summary>
internal readonly record struct ChartFacts(string Name, string Version)
{
    private const string File = "Chart.yaml";

    /// <summary>Without helm: of a folder or an archive.</summary>
    public static ChartFacts Of(HelmSpec spec)
    {
        try
        {
            return HelmSpec.IsRemote(spec.Chart) ? ByReference(spec) : Read(TextOf(spec.Chart) ?? "", spec);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return ByReference(spec); // helm will say what is wrong with it
        }
    }

    /// <param name="text">Of its <c>Chart.yaml</c>.</param>
    /// <param name="spec">Which names it.</param>
    public static ChartFacts Read(string text, HelmSpec spec)
    {
        try
        {
            var chart = LegacyYaml.ReadMap(text);
            return ObjectRef.Text(chart, "name") is { Length: > 0 } name ? new ChartFacts(name, ObjectRef.Text(chart, "version")) : ByReference(spec);
        }
        catch (InvalidDataException)
        {
            return ByReference(spec);
        }
    }

    private static string? TextOf(string chart)
    {
        if (Directory.Exists(chart))
        {
            return System.IO.File.ReadAllText(Path.Combine(chart, File));
        }

        using var tar = new TarReader(new GZipStream(System.IO.File.OpenRead(chart), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name.Split('/') is [_, File] && entry.DataStream is { } data)
            {
                using var reader = new StreamReader(data);
                return reader.ReadToEnd();
            }
        }

        return null;
    }

    /// <summary>The last word of the path, without a digest.</summary>
    private static ChartFacts ByReference(HelmSpec spec) => new(Path.GetFileName(spec.Chart).Split('@')[0], spec.Version);
}
